import Foundation
import Testing

@testable import BoundaryLint

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// One violation and one problem, with everything in them that a format has to escape.
struct ReportTests {
    private let result: CheckResult = {
        var result = CheckResult()
        result.findings = [
            Finding(
                rule: .folder, path: "Modules/A b,ü/50%.swift", line: 3, column: 8, message: "a <\"b\"> & c: 100%",
                why: "because\nof d", statedAt: PolicyMark(path: "boundaries.yml", line: 5, column: 2),
                remedy: "mend it", subject: "B")
        ]
        result.problems = [CheckProblem(path: "B.swift", message: "cannot be read")]
        result.files = 2
        return result
    }()

    private func sarif(_ result: CheckResult) throws -> [String: Any] {
        let text = Report.sarif.text(result, root: "/some where", milliseconds: 1)
        let log = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(log["version"] as? String == "2.1.0")
        return try #require((log["runs"] as? [[String: Any]])?.first)
    }

    @Test func `SARIF names rule, place, statement and what could not be checked`() throws {
        let run = try sarif(result)
        let driver = try #require((run["tool"] as? [String: [String: Any]])?["driver"])
        let rules = try #require(driver["rules"] as? [[String: Any]])
        #expect(rules.map { $0["id"] as? String } == Rule.allCases.map(\.rawValue))
        let finding = try #require((run["results"] as? [[String: Any]])?.first)
        #expect(finding["ruleId"] as? String == "folder")
        #expect(rules[try #require(finding["ruleIndex"] as? Int)]["id"] as? String == "folder")
        #expect(place(finding, "locations") == "Modules/A%20b%2C%C3%BC/50%25.swift 3 8")
        #expect(place(finding, "relatedLocations") == "boundaries.yml 5 2")
        let invocation = try #require((run["invocations"] as? [[String: Any]])?.first)
        #expect(invocation["executionSuccessful"] as? Bool == false)
        let note = try #require((invocation["toolExecutionNotifications"] as? [[String: Any]])?.first)
        #expect((note["message"] as? [String: String])?["text"] == "cannot be read")
        #expect((run["originalUriBaseIds"] as? [String: [String: String]])?["ROOT"]?["uri"] == "file:///some%20where/")
    }

    private func place(_ object: [String: Any], _ key: String) -> String? {
        let location = (object[key] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
        guard let uri = (location?["artifactLocation"] as? [String: String])?["uri"],
            let region = location?["region"] as? [String: Int], let line = region["startLine"],
            let column = region["startColumn"]
        else { return nil }
        return "\(uri) \(line) \(column)"
    }

    @Test func `a finding keeps its SARIF fingerprint when lines above it come and go`() throws {
        var moved = result
        moved.findings[0].line = 70
        var other = result
        other.findings[0].message = "another"
        let prints = try [result, moved, other].map { result in
            let findings = try sarif(result)["results"] as? [[String: Any]]
            return (findings?.first?["partialFingerprints"] as? [String: String])?.values.first
        }
        #expect(prints[0] != nil && prints[0] == prints[1] && prints[0] != prints[2])
    }

    @Test func `GitHub gets one command a finding, with everything escaped`() {
        let text = Report.github.text(result, root: "/r", milliseconds: 7)
        #expect(
            text == """
                ::error file=Modules/A b%2Cü/50%25.swift,line=3,col=8,title=boundary%3A folder::a <"b"> & c: 100%25%0Awhy: \
                because%0Aof d%0Afix: mend it
                ::error file=B.swift,title=boundary%3A not checked::cannot be read
                boundary: 1 violation, 1 problem (2 files, 0 imports, 0 modules, 7 ms)

                """)
    }

    @Test func `JUnit XML counts findings as failures and problems as errors`() throws {
        let text = Report.junit.text(result, root: "/r", milliseconds: 1007)
        let parser = XMLParser(data: Data(text.utf8))
        let reader = JUnitReader()
        parser.delegate = reader
        #expect(parser.parse())
        #expect(reader.suite["tests"] == "\(Rule.allCases.count - 1 + 2)")
        #expect(reader.suite["failures"] == "1" && reader.suite["errors"] == "1" && reader.suite["time"] == "1.007")
        #expect(reader.cases == Rule.allCases.count + 1)
        #expect(reader.messages == ["failure: a <\"b\"> & c: 100%", "error: cannot be read"])
    }

    @Test(arguments: Report.allCases)
    func `a faulty policy is told in every format`(_ format: Report) {
        let mark = PolicyMark(path: "boundaries.yml", line: 3, column: 1)
        let errors = PolicyErrors(errors: [PolicyError(mark: mark, message: "unknown key")])
        let text = format.text(errors, root: "/r")
        #expect((text == nil) == (format == .text))
        #expect(text?.contains("unknown key") ?? true)
    }

    @Test(arguments: ["sarif", "github", "junit", "json"])
    func `check prints the format and keeps its exit codes`(_ format: String) throws {
        let planted = House().with("Modules/Web/Contract/Web.swift", "import Kernel\nimport Orders\n")
        let answer = try planted.build { try BoundaryCommand.run("check", "--format", format, in: $0) }
        #expect(answer.status == 1)
        #expect(answer.output.contains("layer-order"))
        let faulty = House().replacing("apps: Apps", with: "aps: Apps", in: "boundaries.yml")
        let second = try faulty.build { try BoundaryCommand.run("check", "--format", format, in: $0) }
        #expect(second.status == 2)
        #expect(second.output.contains("unknown key `aps`"))
    }
}

private final class JUnitReader: NSObject, XMLParserDelegate {
    var suite: [String: String] = [:]
    var cases = 0
    var messages: [String] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        switch name {
        case "testsuite": suite = attributes
        case "testcase": cases += 1
        case "failure", "error": messages.append("\(name): \(attributes["message"] ?? "")")
        default: break
        }
    }
}
