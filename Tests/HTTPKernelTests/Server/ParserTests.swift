import HTTPKernel
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import HTTPKernelLive

/// The service's parser against llhttp, the parser of Node.js and SwiftNIO.
@Suite struct ParserTests {
    private static let heads = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a/b?c=d&e HTTP/1.1\r\nhost: a:80\r\nAccept: */*\r\nX-Empty:\r\nX-Space: \t b c \t\r\n\r\n",
        "DELETE /%C3%BC HTTP/1.1\r\nHOST: [::1]:8080\r\nX-Text: \u{e9}\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 005\r\n\r\nhello",
        "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\n",
        "PATCH / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n0A\r\n0123456789\r\n000\r\nT: x\r\n\r\n",
    ]

    private struct Reading: Equatable {
        var method = ""
        var target = ""
        var fields: [String] = []
        var body = ""
    }

    private func ours(_ text: [UInt8]) throws -> [Reading] {
        var parser = RequestParser(limits: HTTPLimits())
        var buffer = ByteBuffer(bytes: text)
        var readings: [Reading] = []
        while let request = try parser.next(&buffer) {
            let head = request.head
            readings.append(
                Reading(
                    method: head.method.rawValue, target: head.path + (head.query.map { "?" + $0 } ?? ""),
                    fields: head.fields.pairs.map { "\($0.name)=\($0.value)" },
                    body: String(decoding: request.body, as: UTF8.self)))
        }
        return readings
    }

    private func theirs(_ text: [UInt8]) throws -> [Reading] {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        try channel.writeInbound(ByteBuffer(bytes: text))
        var readings: [Reading] = []
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head):
                readings.append(
                    Reading(
                        method: head.method.rawValue, target: head.uri,
                        // Blanks at the end of a value are not part of it (RFC 9110, section 5.5); llhttp leaves them.
                        fields: head.headers.map { "\($0.name)=\($0.value.trimmingSuffix { $0 == " " || $0 == "\t" })" }
                    ))
            case .body(let bytes): readings[readings.count - 1].body += String(buffer: bytes)
            case .end: break
            }
        }
        _ = try? channel.finish()
        return readings
    }

    @Test(arguments: heads) func `what is accepted is read as llhttp reads it`(text: String) throws {
        let readings = try ours(Array(text.utf8))
        #expect(readings.count == 1)
        #expect(try theirs(Array(text.utf8)) == readings)
    }

    @Test func `requests in a row are read alike`() throws {
        let text = Array(Self.heads.filter { !$0.contains("HTTP/1.0") }.joined().utf8)
        #expect(try ours(text) == theirs(text))
        #expect(try ours(text).count == Self.heads.count - 1)
    }

    @Test func `what is accepted after a random change is still read as llhttp reads it`() throws {
        var random = SeededGenerator(state: 20_261_121)
        var accepted = 0
        for round in 0..<4000 {
            var text = Array(Self.heads[round % Self.heads.count].utf8)
            for _ in 0..<Int.random(in: 1...2, using: &random) { Self.change(&text, &random) }
            guard let readings = try? ours(text), !readings.isEmpty else { continue }
            accepted += 1
            // llhttp may refuse more, and may read on where ours waits; what both read must be the same.
            guard let others = try? theirs(text) else { continue }
            #expect(Array(others.prefix(readings.count)) == readings, "\(String(decoding: text, as: UTF8.self))")
        }
        #expect(accepted > 300)
    }

    private static func change(_ text: inout [UInt8], _ random: inout SeededGenerator) {
        let position = Int.random(in: 0..<text.count, using: &random)
        let bytes = Array("\r\n\t :;,0aA%\u{0}\u{7f}é".utf8)
        let byte = bytes.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<3, using: &random) {
        case 0: text[position] = byte
        case 1: text.insert(byte, at: position)
        default: text.remove(at: position)
        }
    }

    @Test(arguments: heads) func `the pieces in which a request comes make no difference`(text: String) throws {
        let whole = try ours(Array(text.utf8))
        var parser = RequestParser(limits: HTTPLimits())
        var buffer = ByteBuffer()
        var request: ParsedRequest?
        for byte in text.utf8 {
            #expect(request == nil)
            buffer.writeInteger(byte)
            request = try parser.next(&buffer)
        }
        #expect(request.map { String(decoding: $0.body, as: UTF8.self) } == whole.first?.body)
        #expect(buffer.readableBytes == 0)
    }
}

/// The same numbers every time (SplitMix64, Steele et al.).
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }
}

extension StringProtocol {
    /// The text without the characters at its end that satisfy `isBlank`.
    fileprivate func trimmingSuffix(while isBlank: (Character) -> Bool) -> SubSequence {
        self[..<(lastIndex { !isBlank($0) }.map(index(after:)) ?? startIndex)]
    }
}
