// swift-tools-version:6.2
import PackageDescription

// MARK: - The table: one line a module. What each owns stands in Modules/<Name>/README.md.

let package = Package(
    name: "stoa",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "stoa", targets: ["stoa"]),
        // For Tools/Bench, which is a package of its own.
        .library(name: "Persistence", targets: ["SharedKernel", "Persistence", "PersistenceLive"]),
        .library(name: "HTTPKernel", targets: ["HTTPKernel", "HTTPKernelLive"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        // swift-configuration names files by swift-system's FilePath.
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // The words that every module shares, and the platform under the domains.
        .contract("SharedKernel", [.crypto]),
        .contract("Persistence", ["SharedKernel", "CLibPQ"]),
        .live("Persistence", ["SharedKernel", "CLibPQ", "CEpoll", .nioCore, .nioPosix, .collections, .crypto, .log]),
        .testing("Persistence", ["SharedKernel", "PersistenceLive", .log, .nioCore, .nioPosix]),
        .systemLibrary(
            name: "CLibPQ", path: "Modules/Persistence/CLibPQ", pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .systemLibrary(name: "CEpoll", path: "Modules/Persistence/CEpoll"),

        .tests(
            "PersistenceTests",
            ["SharedKernel", "Persistence", "PersistenceLive", "PersistenceTesting"]),

        .contract("HTTPKernel", ["SharedKernel", "Persistence"]),
        .live(
            "HTTPKernel",
            ["SharedKernel", "Persistence", .nioCore, .nioPosix, .collections, .crypto, .log]),
        .module("HTTPKernelTesting", path: "Modules/HTTPKernel/Testing", []),
        .tests(
            "HTTPKernelTests",
            [
                "SharedKernel", "Persistence", "PersistenceTesting", "HTTPKernel", "HTTPKernelLive",
                "HTTPKernelTesting", .log, .nioCore, .nioHTTP1, .nioEmbedded,
            ]),
        .tests("SharedKernelTests", ["SharedKernel"]),

        .module("Telemetry", path: "Modules/Telemetry/Live", ["SharedKernel", "HTTPKernel", .log]),
        .tests("TelemetryTests", ["SharedKernel", "HTTPKernel", "Telemetry", .log]),

        .contract("Jobs", []),
        .live("Jobs", ["SharedKernel", "Persistence", .lifecycle, .log]),
        .testing("Jobs", []),
        .tests(
            "JobsTests",
            [
                "SharedKernel", "Persistence", "PersistenceTesting", "Jobs", "JobsLive", "JobsTesting", .lifecycle,
                .log,
            ]),

        // The domains.
        .contract("Auth", ["SharedKernel", "Persistence"]),
        .live(
            "Auth",
            [
                "SharedKernel", "Persistence", "HTTPKernel", "Users", "Jobs", "CArgon2",
                .nioPosix, .crypto, .cryptoExtras, .jwt, .log,
            ]),
        .testing("Auth", ["SharedKernel", "Persistence"]),
        .tests(
            "AuthTests",
            [
                "SharedKernel", "Persistence", "PersistenceTesting", "HTTPKernel", "Auth", "AuthLive", "Users",
                "UsersLive", "UsersTesting", .crypto, .jwt, .log,
            ]),
        .systemLibrary(
            name: "CArgon2", path: "Modules/Auth/CArgon2", pkgConfig: "libargon2",
            providers: [.apt(["libargon2-dev"]), .brew(["argon2"])]),

        .contract("Users", ["SharedKernel"]),
        .live("Users", ["SharedKernel", "Persistence", "HTTPKernel", "Auth"]),
        .testing("Users", ["SharedKernel"]),
        .tests(
            "UsersTests",
            [
                "SharedKernel", "Persistence", "PersistenceTesting", "HTTPKernel", "Auth", "AuthTesting", "Users",
                "UsersLive", "UsersTesting",
            ]),

        .contract("Products", ["SharedKernel", "Persistence"]),
        .live("Products", ["SharedKernel", "Persistence", "HTTPKernel"]),
        .testing("Products", ["SharedKernel", "Persistence"]),
        .tests(
            "ProductsTests",
            [
                "SharedKernel", "Persistence", "PersistenceLive", "PersistenceTesting", "HTTPKernel", "Products",
                "ProductsLive", "ProductsTesting",
            ]),

        .contract("Orders", ["SharedKernel", "Persistence", "Products"]),
        .live("Orders", ["SharedKernel", "Persistence", "HTTPKernel", "Products", "Jobs"]),
        .testing("Orders", ["SharedKernel", "Products"]),
        .tests(
            "OrdersTests",
            [
                "SharedKernel", "Persistence", "PersistenceLive", "PersistenceTesting", "HTTPKernel", "Jobs", "Orders",
                "OrdersLive", "OrdersTesting", "Products", "ProductsLive",
            ]),

        // Migrations, embedded so that one binary is all that an operator deploys.
        .target(
            name: "Schema", path: "Schema", exclude: ["migrations", "schema.sql", "openapi.json"],
            swiftSettings: Target.settings, plugins: ["EmbedMigrations"]),
        .plugin(name: "EmbedMigrations", capability: .buildTool()),

        // The one binary: composition root and command line.
        .executableTarget(
            name: "stoa",
            dependencies: [
                "SharedKernel", "Persistence", "PersistenceLive", "HTTPKernel", "HTTPKernelLive", "Telemetry",
                "Jobs", "JobsLive", "Auth", "AuthLive", "Users", "UsersLive", "ProductsLive", "Orders", "OrdersLive",
                "Schema",
                .arguments, .configuration, .lifecycle, .signals, .system, .log,
            ],
            path: "Apps/Server", swiftSettings: Target.settings),

        // Tests of the whole: the real binary, a real cluster, and what kills and cuts.
        .module(
            "ServerTesting", path: "Tests/ServerTesting",
            ["SharedKernel", "Persistence", "PersistenceTesting", "HTTPKernelTesting"]),
        .tests(
            "ServerTests",
            ["SharedKernel", "Persistence", "PersistenceTesting", "HTTPKernelTesting", "ServerTesting", "stoa"]),
        .tests("SchemaTests", ["PersistenceLive", "PersistenceTesting", "Schema", "ServerTesting", "stoa"]),
        .tests(
            "Faults",
            ["SharedKernel", "Persistence", "PersistenceTesting", "HTTPKernelTesting", "ServerTesting", "stoa"]),
    ],
    swiftLanguageModes: [.v6]
)

// MARK: - How a line of the table becomes a target

extension Target {
    static func module(_ name: String, path: String, _ dependencies: [Target.Dependency]) -> Target {
        .target(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
    }
    static func contract(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        module(name, path: "Modules/\(name)/Contract", dependencies)
    }
    static func live(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        module("\(name)Live", path: "Modules/\(name)/Live", [.target(name: name)] + dependencies)
    }
    static func testing(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        module("\(name)Testing", path: "Modules/\(name)/Testing", [.target(name: name)] + dependencies)
    }
    static func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
    }

    static var settings: [SwiftSetting] {
        [
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ]
    }
}

extension Target.Dependency {
    static var nioCore: Self { .product(name: "NIOCore", package: "swift-nio") }
    static var nioPosix: Self { .product(name: "NIOPosix", package: "swift-nio") }
    static var nioEmbedded: Self { .product(name: "NIOEmbedded", package: "swift-nio") }
    static var nioHTTP1: Self { .product(name: "NIOHTTP1", package: "swift-nio") }
    static var collections: Self { .product(name: "DequeModule", package: "swift-collections") }
    static var crypto: Self { .product(name: "Crypto", package: "swift-crypto") }
    static var cryptoExtras: Self { .product(name: "CryptoExtras", package: "swift-crypto") }
    static var log: Self { .product(name: "Logging", package: "swift-log") }
    static var jwt: Self { .product(name: "JWTKit", package: "jwt-kit") }
    static var arguments: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
    static var configuration: Self { .product(name: "Configuration", package: "swift-configuration") }
    static var system: Self { .product(name: "SystemPackage", package: "swift-system") }
    static var signals: Self { .product(name: "UnixSignals", package: "swift-service-lifecycle") }
    static var lifecycle: Self { .product(name: "ServiceLifecycle", package: "swift-service-lifecycle") }
}
