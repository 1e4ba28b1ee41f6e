"""What the detector tells apart: three groups that are watched for, and the kinds within them."""

GROUPS = ("person", "vehicle", "animal")
"""The first columns of the detector's classes."""

KINDS = {
    "person": ("person",),
    "vehicle": ("bicycle", "car", "motorcycle", "bus", "train", "truck"),
    "animal": ("bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe"),
}
"""Of COCO's classes, those that are watched for, by group. They are the columns after the groups, in this order."""

KIND_NAMES = tuple(kind for group in GROUPS for kind in KINDS[group])
CLASS_NAMES = (*GROUPS, *KIND_NAMES)
"""All columns: a score for each group, then one for each kind."""

COCO_INDEX = {
    "person": 0,
    "bicycle": 1,
    "car": 2,
    "motorcycle": 3,
    "bus": 5,
    "train": 6,
    "truck": 7,
    "bird": 14,
    "cat": 15,
    "dog": 16,
    "horse": 17,
    "sheep": 18,
    "cow": 19,
    "elephant": 20,
    "bear": 21,
    "zebra": 22,
    "giraffe": 23,
}
"""The column of each kind in the scores of a model trained on COCO's 80 classes."""

GROUP_COLUMNS = tuple(tuple(COCO_INDEX[kind] for kind in KINDS[group]) for group in GROUPS)
"""For each group, its kinds' columns in the scores of a model trained on COCO's 80 classes."""


def group_named(name: str) -> str | None:
    """The group of a class as people label pictures: a group, a kind, or an animal that COCO does not know."""
    name = name.lower()
    if name in GROUPS:
        return name
    return next((group for group in GROUPS if name in KINDS[group] or name in _MORE.get(group, ())), None)


_MORE = {
    "person": ("pedestrian", "people", "man", "woman", "child", "face"),
    "vehicle": ("van", "motorbike", "scooter", "bike", "trailer", "tractor"),
    "animal": ("kangaroo", "raccoon", "chicken", "fox", "deer", "rabbit", "squirrel", "pig", "goat", "duck"),
}
