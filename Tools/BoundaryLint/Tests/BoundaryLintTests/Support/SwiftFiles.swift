import Foundation

/// Swift files on disk, for tests that read real ones.
enum SwiftFiles {
    /// The folder of this package.
    static var packageFolder: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
    }

    /// Every Swift file in `Sources` and `Tests` below `folder`.
    static func below(_ folder: String) throws -> [String] {
        try ["Sources", "Tests"].flatMap { name in
            try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(name)")
                .filter { $0.hasSuffix(".swift") }.map { "\(folder)/\(name)/\($0)" }
        }
    }
}
