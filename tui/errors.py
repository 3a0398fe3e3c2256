"""Every error that jtui raises on purpose.

JtuiError
├── ConfigurationError      a configuration or theme file, with file and key
│   └── UsageError          a mistake on the command line (in `config.command_line`)
├── HomelessError           there is no directory for anything
├── KernelspecError         a kernelspec that is missing, or cannot be used, changed or removed
│   └── LeftBehind          it was moved, but not all of it (in `stores.kernelspecs.tree`)
├── HistoryError            the file of earlier inputs cannot be read or written
│   └── StoreTrouble        in which of the known ways (in `stores.history.troubles`)
├── NotebookError           a notebook that cannot be read, written or converted
│   ├── AlreadyThere        a file would be replaced unasked (in `stores.notebooks.writing`)
│   └── ChangedOnDisk       others changed it since it was seen (in `stores.notebooks.writing`)
├── BrokenMessage           bytes from a kernel that are no valid message
│   └── WrongSignature      they were signed with another key, or not at all
├── TransportError          the way to a kernel
│   ├── TransportClosed     it was closed, or it broke
│   ├── LaunchError         the kernel process could not be started
│   ├── SshTrouble          ssh said why not (in `kernels.ssh.complaints`)
│   ├── AccessRefused       a server wants another token (in `kernels.server.access`)
│   ├── CertificateRefused  a server's certificate is not trusted (in `kernels.server.tls`)
│   ├── KernelMissing       a server has no such kernel (in `kernels.server.client`)
│   └── SocketRefused       a server opens no websocket (in `kernels.server.link`)
├── PictureError            what should be a picture is none (in `render.pictures.decoding`)
└── RequestError            a request to a kernel that got no usable answer
    ├── RequestTimeout      no answer within the time limit
    └── KernelGone          the kernel died or the connection ended first

The text of each is a sentence for the user: what happened, to what, what to do next.
"""


class JtuiError(Exception):
    """Any error jtui raises on purpose; its text can be shown to the user."""


class ConfigurationError(JtuiError):
    """A configuration or theme file is broken; the text names file and key."""


class HomelessError(JtuiError):
    """There is no home directory, and none can take its place."""


class KernelspecError(JtuiError):
    """A kernelspec is missing, or cannot be used, changed or removed."""


class HistoryError(JtuiError):
    """Earlier inputs cannot be read or kept; the text names the file."""


class NotebookError(JtuiError):
    """A notebook cannot be read, written or converted; the text names its file, if it has one."""


class BrokenMessage(JtuiError):  # noqa: N818
    """Bytes from a kernel are not a valid message; the text says in which way."""


class WrongSignature(BrokenMessage):
    """A message was signed with another key than ours, or not at all."""


class TransportError(JtuiError):
    """The way to a kernel failed."""


class TransportClosed(TransportError):  # noqa: N818
    """The transport was closed or broke; nothing can be sent or received any more."""


class LaunchError(TransportError):
    """The kernel process could not be started."""


class RequestError(JtuiError):
    """A request to a kernel got no usable answer."""


class RequestTimeout(RequestError):  # noqa: N818
    """A request to a kernel got no answer within its time limit."""


class KernelGone(RequestError):  # noqa: N818
    """The kernel died or its connection ended before the answer came."""
