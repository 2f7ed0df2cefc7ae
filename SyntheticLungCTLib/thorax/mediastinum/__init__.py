"""The great vessels, the oesophagus and the chambers of the heart, laid by rule between any pair of lungs."""
