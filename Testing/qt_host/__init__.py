"""A thin host for the module's panel: PySide6 stands in for the Qt that Slicer's application brings.

Scene, nodes and events are those of the real Slicer core. What is stood in for, and only as far as the panel uses it:
`qt`, PythonQt's manner of speaking to widgets, CTK's and MRML's widgets in the .ui file, the scripted module's base
classes and the parameter node wrapper.
"""
