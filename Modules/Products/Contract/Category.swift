public import SharedKernel

/// A category as it is shown. Categories form trees: each stands below one other, or at the top.
public struct Category: Hashable, Sendable {
    public let id: CategoryID
    public let name: String
    /// The category that it stands below; `nil` at the top.
    public let parent: CategoryID?
    public let createdAt: Timestamp
    public let updatedAt: Timestamp

    /// A category as it stands in the database.
    public init(id: CategoryID, name: String, parent: CategoryID?, createdAt: Timestamp, updatedAt: Timestamp) {
        self.id = id
        self.name = name
        self.parent = parent
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// Why a category could not be written.
public enum CategoryError: Error, Hashable, Sendable {
    /// There is no category to stand below.
    case unknownParent
    /// A category cannot stand below itself, nor below what is below it.
    case wouldBeItsOwnAncestor
}
