import ArgumentParser
import BoundaryLint
print(ImportReader.read("import A").imports)
