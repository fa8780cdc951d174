import Foundation

/// A day such as `2027-01-31`. Days compare as their text does.
public struct CalendarDay: Sendable, Hashable, Comparable {
    public let text: String

    /// Nil for what is no day of the calendar.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], text.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: "-") }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return nil }
        let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...lengths[month - 1]).contains(day) else { return nil }
        self.text = text
    }

    /// Today in UTC, so that a rule expires at one moment everywhere.
    public static func today() -> CalendarDay {
        let parts = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: Date())
        let month = parts.month ?? 1
        let day = parts.day ?? 1
        return CalendarDay("\(parts.year ?? 2000)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)")!
    }

    public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.text < right.text }
}
