"""A customer's endpoint that answers exactly the bytes a test says, and certificates for it."""

import asyncio
import datetime
import ssl
from contextlib import aclosing, asynccontextmanager

import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.outgoing.request import Request
from core.outgoing.transport import exchange, open_transport

LOOPS = {"uvloop": uvloop.new_event_loop, "asyncio": asyncio.new_event_loop}
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


def run(work, loop="uvloop"):
    with asyncio.Runner(loop_factory=LOOPS[loop]) as runner:
        return runner.run(work)


@asynccontextmanager
async def serving(answer, *, tls=None, reads=True):
    """Serve `answer`, bytes or a coroutine over (reader, writer), and give the address.

    The request is read to its end first, unless `reads` is False. Handlers end with the block, whatever
    they wait for.
    """
    tasks = set()

    async def serve(reader, writer):
        task = asyncio.current_task()
        assert task
        tasks.add(task)
        try:
            while not reads or await read_request(reader):
                if callable(answer):
                    await answer(reader, writer)
                    break
                writer.write(answer)
                await writer.drain()
                if b"connection: close" in answer or not reads:
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}/hook"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def read_request(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    await reader.readexactly(int(length[0].split(b":")[1]) if length else 0)
    return head


async def post(url, *, body=b"{}", tls=None, transport=None, **options):
    """Make one exchange, on a transport of its own unless one is given."""
    request = Request(url, (), body)
    options = {"timeout": 5.0} | options
    if transport is not None:
        return await exchange(transport, request, **options)
    async with aclosing(open_transport(tls)) as own:
        return await exchange(own, request, **options)


class Authority:
    """Signs certificates for 127.0.0.1, good and bad ones."""

    def __init__(self, folder):
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test authority")])
        self.file = folder / "authority.pem"
        own = self._build(self._name, self._key, self._key, days=1).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        own = own.add_extension(_SIGNS_CERTIFICATES, critical=True)
        self.file.write_bytes(_pem(own.sign(self._key, hashes.SHA256())))

    def trusted(self):
        """Return what a client that trusts this authority uses."""
        return ssl.create_default_context(cafile=str(self.file))

    def serves(self, *, name="127.0.0.1", days=1, self_signed=False):
        """Return what a server uses whose certificate is for `name` and ends in `days`."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        issuer, signer = (subject, key) if self_signed else (self._name, self._key)
        builder = self._build(subject, key, signer, days=days, issuer=issuer)
        builder = builder.add_extension(x509.SubjectAlternativeName([_general(name)]), critical=False)
        certificate = builder.sign(signer, hashes.SHA256())
        path = self._folder / f"{name} {days} {self_signed}.pem"
        form = serialization.PrivateFormat.PKCS8
        secret = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        path.write_bytes(_pem(certificate) + secret)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _build(self, subject, key, signer, *, days, issuer=None):
        now = datetime.datetime.now(datetime.UTC)
        end = now + datetime.timedelta(days=days)
        own, above = key.public_key(), signer.public_key()
        return (  # from Python 3.13 on, what RFC 5280 wants of a certificate is wanted: who signs, by key
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer or subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(min(now, end) - datetime.timedelta(days=1))
            .not_valid_after(end)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(own), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above), critical=False)
        )


_SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _general(name):
    import ipaddress

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)
