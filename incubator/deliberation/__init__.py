"""What the marks say once the evaluation is closed, and the jury's opinion."""
