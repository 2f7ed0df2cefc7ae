"""Airways, arteries and veins, grown inside any pair of lungs."""
