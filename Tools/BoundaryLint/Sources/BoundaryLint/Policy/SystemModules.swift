/// Modules that come with the toolchain or the operating system: no manifest declares them.
enum SystemModules {
    static func contains(_ module: String) -> Bool { known.contains(module) }

    private static let known: Set<String> = Set(
        """
        Swift _Concurrency _StringProcessing _Differentiation _Volatile Builtin Cxx CxxStdlib Distributed Observation
        RegexBuilder Synchronization Testing XCTest StdlibUnittest Runtime SwiftShims _Testing_Foundation
        Foundation FoundationEssentials FoundationInternationalization FoundationNetworking FoundationXML
        _FoundationCollections _FoundationCShims
        Glibc Musl Darwin Bionic Android WASILibc WinSDK ucrt CRT visualc Dispatch CDispatch os OSLog System
        PackageDescription PackagePlugin CompilerPluginSupport
        Accelerate AppKit ARKit AVFoundation AVKit AuthenticationServices BackgroundTasks CFNetwork CloudKit Cocoa
        Combine CommonCrypto Contacts CoreData CoreFoundation CoreGraphics CoreImage CoreLocation CoreMedia CoreML
        CoreMotion CoreServices CoreText CoreVideo CryptoKit DeviceCheck EventKit GameKit IOKit ImageIO Intents
        LocalAuthentication MachO MapKit MediaPlayer MessageUI Metal MetalKit MultipeerConnectivity NaturalLanguage
        Network NetworkExtension ObjectiveC OpenGLES PDFKit Photos PhotosUI QuartzCore QuickLook RealityKit SafariServices
        SceneKit ScreenCaptureKit Security Social Spatial Speech SpriteKit StoreKit SwiftData SwiftUI
        SystemConfiguration TipKit UIKit UniformTypeIdentifiers UserNotifications VideoToolbox Vision WatchConnectivity
        WatchKit WebKit WidgetKit XPC simd zlib sqlite3 libxml2
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
