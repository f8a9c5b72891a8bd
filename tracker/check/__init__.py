"""Does anything apply to this shipment: a case and every measure, compared by dimensions."""
