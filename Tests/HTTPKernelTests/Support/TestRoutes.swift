import HTTPKernel
import SharedKernel

/// An answer of one field.
struct Word: WireType {
    let word: String
    static let wire = Wire.object("Word", field("word", \.word, .length(1...200)), make: Word.init)
}

/// A route that answers with a word, after whatever `work` does.
func wordRoute(
    _ method: HTTPKernel.Method = .get, _ path: String = "/word", _ word: String = "hello",
    work: @escaping @Sendable () async throws -> Void = {}
) -> Route {
    .open(method, path, "A word") { (_: Call<Nothing, Nothing>) in
        try await work()
        return Reply(Word(word: word))
    }
}

/// A route that answers with the word that it is sent.
let echoRoute = Route.open(.post, "/echo", "Echo") { (call: Call<Nothing, Word>) in Reply(call.body) }

/// An error that nobody knows.
struct Surprise: Error {
    var secret = "SELECT password FROM accounts"
}
