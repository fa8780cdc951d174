// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that the server does not compile its benchmarks.
let package = Package(
    name: "bench",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "stoa", path: "../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        .executableTarget(
            name: "driver",
            dependencies: [
                .product(name: "Persistence", package: "stoa"), .product(name: "HTTPKernel", package: "stoa"),
                .product(name: "Logging", package: "swift-log"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: [
                .enableUpcomingFeature("MemberImportVisibility"), .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
