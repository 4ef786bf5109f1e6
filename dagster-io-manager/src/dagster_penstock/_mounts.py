"""Whether a file lies on a disk of this machine."""

from __future__ import annotations

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")

_OF_NETWORKS = re.compile(
    r"nfs\d?|cifs|smb\w*|9p|afs|ceph|glusterfs|lustre|beegfs|gpfs|ncpfs|virtiofs|fuse\.(sshfs|s3fs|gcsfuse|rclone|juicefs)"
)


def is_on_network(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether a path lies on a file system of another machine; False where the system does not say.

    Args:
        path: A path, which need not be there yet.
        mounts: The list of what is mounted: a device, a folder and a kind in each line.
    """
    try:
        lines = mounts.read_text(errors="surrogateescape").splitlines()
    except OSError:
        return False
    place = path.absolute()
    found, kind = Path(), ""
    for line in lines:
        _, folder, mounted, *_ = line.split(" ")
        # Blanks and the like are written in octal digits.
        at = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), folder))
        if place.is_relative_to(at) and len(at.parts) >= len(found.parts):
            found, kind = at, mounted
    return _OF_NETWORKS.fullmatch(kind) is not None
