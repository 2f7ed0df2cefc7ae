"""The base of the neck and the joints of the shoulders, laid by rule above the lungs."""
