"""What indices are counted with: rows per person out of the tables of a run, and the arithmetic on their totals."""
