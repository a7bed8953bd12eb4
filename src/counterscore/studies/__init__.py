"""Studies: a question asked of many paired worlds, under every range that the sources leave open."""
