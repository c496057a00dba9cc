"""The decision: an authority, a signatory, a date, reasons; its notification and its answer."""
