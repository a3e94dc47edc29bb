"""Everything the merchant sees: pages, forms, tables and the inspector, over the core."""
