import FoundationEssentials
import SharedKernel
import Testing

@testable import AuthLive

@Suite struct KeyFolderTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `development makes a key and a secret that only the owner may read, and keeps them`() async throws {
        try await withFolder { path in
            let first = try KeyFolder.load(path: path, createIfMissing: true)
            #expect(first.keys.count == 1)
            #expect(first.secret.count == 32)
            #expect(try mode(path) == 0o700)
            for name in try FileManager.default.contentsOfDirectory(atPath: path) {
                #expect(try mode("\(path)/\(name)") == 0o600)
            }
            let second = try KeyFolder.load(path: path, createIfMissing: true)
            #expect(second.keys.map(\.kid) == first.keys.map(\.kid))
            #expect(second.secret == first.secret)
        }
    }

    @Test func `outside development an empty folder names its remedy`() async throws {
        try await withFolder { path in
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            let problem = #expect(throws: KeyFolder.Problem.self) {
                try KeyFolder.load(path: path, createIfMissing: false)
            }
            #expect(problem?.description.contains("stoa keys rotate") == true)
            #expect(problem?.description.contains("AUTH_KEYS_DIR") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
        }
    }

    @Test func `rotating adds the key that signs and keeps the one before`() async throws {
        try await withFolder { path in
            let old = try KeyFolder.rotate(path: path)
            let new = try KeyFolder.rotate(path: path)
            let folder = try KeyFolder.load(path: path, createIfMissing: false)
            #expect(folder.keys.map(\.kid) == [new, old])
            let keys = try await SigningKeys(folder)
            #expect(keys.signer.kid == new)
            #expect(Set(keys.byID.keys) == [old, new])
        }
    }

    @Test func `rotating drops a key that was succeeded more than a day ago, and no younger one`() async throws {
        try await withFolder { path in
            let first = try KeyFolder.rotate(path: path)
            let second = try KeyFolder.rotate(path: path)
            // Both are old, but the second still signs in every instance until it has been succeeded and reloaded.
            for kid in [first, second] {
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -2 * 86_400)], ofItemAtPath: "\(path)/\(kid).pem")
            }
            let third = try KeyFolder.rotate(path: path)
            #expect(try KeyFolder.load(path: path, createIfMissing: false).keys.map(\.kid) == [third, second])
        }
    }

    @Test func `a file that is no key is named, and not its contents`() async throws {
        try await withFolder { path in
            try KeyFolder.rotate(path: path)
            try PrivateFolder(path: path).write("zz.pem", "top secret")
            let folder = try KeyFolder.load(path: path, createIfMissing: false)
            let problem = await #expect(throws: KeyFolder.Problem.self) { try await SigningKeys(folder) }
            #expect(problem?.description.contains("zz.pem") == true)
            #expect(problem?.description.contains("top secret") == false)
        }
    }

    @Test func `a secret that is too short is refused`() async throws {
        try await withFolder { path in
            try KeyFolder.rotate(path: path)
            try PrivateFolder(path: path).write("secret.key", "c2hvcnQ")
            #expect(throws: KeyFolder.Problem.self) { try KeyFolder.load(path: path, createIfMissing: false) }
        }
    }
}
