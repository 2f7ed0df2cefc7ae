"""What is added in steps stays whole or goes again, and what a user adds meanwhile stays in any case."""

import pytest

from Testing.slicer_core_host import folder_of


@pytest.fixture
def add(scene):
    """Adds a filed volume."""
    from SyntheticLungCTLib.slicer_bridge.scene_folder import move_to_folder

    def add(name):
        node = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", name)
        node.CreateDefaultDisplayNodes()
        move_to_folder([node], "Steps")
        return node

    return add


def steps(scene, add, failing_at=None):
    from SyntheticLungCTLib.slicer_bridge.scene_changes import SteppedAddition

    with SteppedAddition(scene) as addition:
        for number in range(3):
            with addition.step():
                add(f"Step {number}")
                if number == failing_at:
                    raise MemoryError("too large")
            yield


def test_steps_that_all_succeed_stay(scene, add):
    assert sum(1 for _ in steps(scene, add)) == 3
    assert all(folder_of(scene.GetFirstNodeByName(f"Step {number}")).startswith("Steps") for number in range(3))


@pytest.mark.parametrize("end", ["fails", "is cancelled"])
def test_steps_that_end_before_the_last_leave_what_the_user_did_meanwhile(scene, add, end):
    taken = steps(scene, add, failing_at=1 if end == "fails" else None)
    next(taken)
    add("The user's own")
    if end == "fails":
        with pytest.raises(MemoryError):
            next(taken)
    else:
        next(taken)
        taken.close()
    assert not any(scene.GetFirstNodeByName(f"Step {number}") for number in range(3))
    own = scene.GetFirstNodeByName("The user's own")
    assert own.GetDisplayNode() is not None and folder_of(own).startswith("Steps")
    assert sum(scene.GetNthNode(n).IsA("vtkMRMLScalarVolumeNode") for n in range(scene.GetNumberOfNodes())) == 1
