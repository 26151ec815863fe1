from planning.imports.demand import DemandImport

__all__ = ["DemandImport"]
