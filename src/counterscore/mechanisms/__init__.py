"""One file = one mechanism. Mechanisms never import each other; they meet only in columns and rows."""
