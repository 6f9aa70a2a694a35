"""Which kind of file system a path is on."""

from __future__ import annotations

from pathlib import Path

NETWORK = frozenset(
    {
        "9p",
        "afs",
        "ceph",
        "cifs",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
    }
    | {"nfs", "nfs4", "smb3", "smbfs"}
)


def filesystem_of(path: Path, mounts: Path) -> str:
    """The kind of the nearest mount above a path, by the table of mounts; empty where there is no table."""
    try:
        rows = [line.split() for line in mounts.read_text().splitlines()]
    except OSError:
        return ""
    # The kernel writes a space in a path as \040; of two mounts at one place, the later one hides the other.
    above = [(row[1].replace("\\040", " "), row[2]) for row in rows if len(row) > 2]
    fitting = [
        (len(Path(at).parts), order, kind)
        for order, (at, kind) in enumerate(above)
        if path.is_relative_to(at)
    ]
    return max(fitting)[2] if fitting else ""
