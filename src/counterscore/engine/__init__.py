"""Plans rules, compiles them and lives through the months; knows no concrete mechanism."""
