import Foundation
import PackagePlugin

/// Turns `Schema/migrations/*.sql` into one Swift file, so that the binary carries its own schema.
@main
struct EmbedMigrations: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let folder = root.appending(path: "Schema/migrations")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "sql" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
        let script = root.appending(path: "Plugins/EmbedMigrations/embed.sh")
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedMigrations.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(files.count) migrations",
                executable: URL(filePath: "/bin/sh"),
                arguments: [script.path(), output.path()] + files.map { $0.path() },
                inputFiles: [script] + files,
                outputFiles: [output])
        ]
    }
}
