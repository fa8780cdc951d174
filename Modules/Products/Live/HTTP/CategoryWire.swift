public import HTTPKernel
public import Products
import SharedKernel

/// Which page of the categories a client asks for.
struct CategoryPageQuery: WireType {
    let limit: Int64?
    let cursor: String?

    static let wire = Wire.object(
        "CategoryPageQuery", field("limit", \.limit, .range(PageLimit.range)), field("cursor", \.cursor),
        make: CategoryPageQuery.init)
}

/// A category as clients see it.
struct CategoryResponse: WireType {
    let id: CategoryID
    let name: String
    let parentId: CategoryID?
    let createdAt: Timestamp
    let updatedAt: Timestamp

    static let wire = Wire.object(
        "Category", field("id", \.id), field("name", \.name), field("parentId", \.parentId),
        field("createdAt", \.createdAt), field("updatedAt", \.updatedAt), make: CategoryResponse.init)
}

extension CategoryResponse {
    init(_ category: Category) {
        self.init(
            id: category.id, name: category.name, parentId: category.parent, createdAt: category.createdAt,
            updatedAt: category.updatedAt)
    }
}

/// A category that is to be made.
struct CreateCategoryRequest: WireType {
    let name: String
    let parentId: CategoryID?

    static let wire = Wire.object(
        "CreateCategory", field("name", \.name, as: .line), field("parentId", \.parentId),
        make: CreateCategoryRequest.init)
}

/// What is to change of a category.
struct UpdateCategoryRequest: WireType {
    let name: String?
    let parentId: CategoryID?

    static let wire = Wire.object(
        "UpdateCategory", field("name", \.name, as: .optional(.line)), field("parentId", \.parentId),
        make: UpdateCategoryRequest.init)
}

/// A product's place in a category.
struct PlacementRequest: WireType {
    let position: Int64

    static let wire = Wire.object(
        "Placement", field("position", \.position, .range(0...Int64(Int32.max))), make: PlacementRequest.init)
}

extension CategoryError: HTTPErrorConvertible {
    /// What a client is told.
    public var httpError: HTTPError {
        switch self {
        case .unknownParent:
            var problems = WireProblems()
            problems.add("parentId", "is no category")
            return .validation(problems, of: "body")
        case .wouldBeItsOwnAncestor:
            return HTTPError(.conflict, "A category cannot stand below itself", field: "parentId")
        }
    }
}
