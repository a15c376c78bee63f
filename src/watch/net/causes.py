"""Why a fetch failed, in a sentence for a person. No URL, header or text of the server gets into it: they may hold
secrets, or be meant to deceive."""

import errno
import os
import socket
import ssl
from http import HTTPStatus

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong

# OpenSSL's numbers for the ways in which a certificate is not to be trusted, in our words.
_CERTIFICATE = {
    9: "the site's certificate is not valid yet (is this machine's clock right?)",
    10: "the site's certificate has expired",
    18: "the site's certificate is signed by itself, not by an authority",
    19: "the site's certificate comes from an authority that is not trusted here",
    20: "the site's certificate comes from an authority that is not known here, or a certificate between is missing",
    21: "the site's certificate comes without the certificates between it and an authority",
    23: "the site's certificate was revoked",
    62: "the site's certificate is for another host",
    64: "the site's certificate is for another address",
}
_ERRNO = {
    errno.ECONNREFUSED: "the connection was refused",
    errno.ECONNRESET: "the connection was reset",
    errno.EPIPE: "the connection was reset",
    errno.ENETUNREACH: "there is no way to its network (is this machine online?)",
    errno.EHOSTUNREACH: "there is no way to the host",
    errno.ETIMEDOUT: "nobody answered the connection",
    errno.EMFILE: "this process has too many open files",
}


def cause(error: BaseException) -> str:
    """The sentence for an error of a connection, of TLS, of a name lookup or of the HTTP protocol."""
    for chained in _chain(error):
        sentence = _cause(chained)
        if sentence is not None:
            return sentence
    return f"the request failed ({type(error).__name__})"


def _chain(error: BaseException) -> list[BaseException]:
    """The error, and what it came from, innermost first: that is what tells most."""
    found: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in found and len(found) < 10:
        found.append(step)
        inner = getattr(step, "os_error", None) or getattr(step, "certificate_error", None)
        step = inner if isinstance(inner, BaseException) else step.__cause__
    return found[::-1]


def _cause(error: BaseException) -> str | None:
    """The sentence for one error of a chain, if it says anything by itself."""
    match error:
        case ssl.SSLCertVerificationError():
            return _CERTIFICATE.get(error.verify_code, "the site's certificate could not be verified")
        case ssl.SSLError():
            return f"no TLS connection could be agreed on ({_word(error.reason)})"
        case socket.gaierror():
            return _lookup(error)
        case aiohttp.ClientHttpProxyError():
            return f"the proxy answered {status_line(error.status)}"
        case aiohttp.ServerDisconnectedError():
            return "the connection was closed without an answer"
        case aiohttp.ClientPayloadError():
            return "the body was cut short"
        case _:
            return _protocol(error) or _system(error)


def _protocol(error: BaseException) -> str | None:
    """The sentence for something that is not HTTP, or too much of it."""
    if isinstance(error, LineTooLong) or (isinstance(error, HttpProcessingError) and "Too many headers" in str(error)):
        return "its headers are too long"
    if isinstance(error, HttpProcessingError | aiohttp.ClientResponseError):
        return "what it answered is not HTTP"
    return None


def _system(error: BaseException) -> str | None:
    """The sentence for an error number of the system."""
    if not isinstance(error, OSError):
        return None
    if error.errno is None:
        # The event loop makes these itself, without the system's number.
        return _ERRNO[errno.ECONNRESET] if isinstance(error, ConnectionError) else None
    return _ERRNO.get(error.errno) or f"the connection failed ({os.strerror(error.errno)})"


def _lookup(error: socket.gaierror) -> str:
    """The sentence for a name that could not be looked up."""
    if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)):
        return "the host name does not exist"
    if error.errno == socket.EAI_AGAIN:
        return "the host name could not be looked up: the name server gave no answer (is this machine online?)"
    return "the host name could not be looked up"


def _word(reason: str | None) -> str:
    """OpenSSL's own short name for what happened: WRONG_VERSION_NUMBER."""
    return (reason or "no reason given").replace("_", " ").lower()[:60]


def status_line(status: int) -> str:
    """A status with the name that the standard gives it; what the server called it is not repeated."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
