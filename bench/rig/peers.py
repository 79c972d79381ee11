"""The proxies that can be measured, and how each is configured and started."""

import os
import shutil
from dataclasses import dataclass
from typing import Callable

from programs import HERE

ROOT = os.path.dirname(os.path.dirname(HERE))
LAUNCHER = os.path.join(ROOT, "tidegate")


@dataclass(frozen=True)
class Setting:
    """What a proxy is started with; all ports are on 127.0.0.1."""

    port: int
    backend: int
    cores: int
    dir: str
    descriptors: int
    certificate: str = ""  # PEM file with certificate and key; empty: no TLS
    routes: int = 1
    admin: int = 0  # port of Tidegate's admin API; 0: none


@dataclass(frozen=True)
class Peer:
    name: str
    title: str
    template: str
    command: str
    fill: Callable[[Setting], dict]
    is_jvm: bool = False

    def is_installed(self):
        words = self.command.split()
        program = next(word for word in words if word != "env" and "=" not in word)
        return shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin") is not None

    def configure(self, setting):
        """Writes the configuration file and returns the command that starts the proxy with it."""
        with open(os.path.join(HERE, "peers", self.template + ".in")) as template:
            text = template.read()
        common = {"PORT": setting.port, "BACKEND": setting.backend, "CORES": setting.cores, "DIR": setting.dir}
        for key, value in {**common, **self.fill(setting)}.items():
            text = text.replace(f"@{key}@", str(value))
        path = os.path.join(setting.dir, self.template)
        with open(path, "w") as file:
            file.write(text)
        return self.command.replace("{config}", path).replace("{dir}", setting.dir)


def nginx(name, title, buffer):
    def fill(setting):
        tls = f"ssl_certificate {setting.certificate}; ssl_certificate_key {setting.certificate}; ssl_protocols TLSv1.3;"
        listen = ("reuseport " if setting.cores > 1 else "") + ("ssl" if setting.certificate else "")
        return {
            "BUFFER": buffer,
            "DESCRIPTORS": setting.descriptors,
            "LISTEN": listen,
            "TLS": tls if setting.certificate else "",
        }

    return Peer(name, title, "nginx.conf", "nginx -c {config} -p {dir}", fill)


def haproxy():
    def fill(setting):
        tls = f"ssl crt {setting.certificate} ssl-min-ver TLSv1.3" if setting.certificate else ""
        return {"SESSIONS": min(50_000, (setting.descriptors - 200) // 2), "TLS": tls}

    return Peer("haproxy", "HAProxy", "haproxy.cfg", "haproxy -db -f {config}", fill)


def caddy():
    command = "env HOME={dir} caddy run --adapter caddyfile --config {config}"
    return Peer("caddy", "Caddy", "Caddyfile", command, lambda setting: {})


def tidegate(name="tidegate", command=LAUNCHER + " run -c {config}"):
    """Tidegate with everything at its default; `command` may be another launcher, or have --set and the like."""

    def fill(setting):
        certificate = f"{{ certificate: {setting.certificate}, key: {setting.certificate} }}"
        paths = [""] if setting.routes == 1 else [f"match: {{ path: /{i}/** }}, " for i in range(setting.routes)]
        return {
            "TLS": f", tls: {{ certificates: [ {certificate} ] }}" if setting.certificate else "",
            "ROUTES": "\n".join(f"  route-{i}: {{ {path}upstream: echo }}" for i, path in enumerate(paths)),
            "ADMIN": f'admin: {{ address: "127.0.0.1:{setting.admin}" }}' if setting.admin else "",
        }

    return Peer(name, name.capitalize(), "tidegate.yaml", command, fill, is_jvm=True)


PEERS = {
    peer.name: peer
    for peer in (
        nginx("nginx", "nginx", "4k"),
        nginx("nginx-64k", "nginx, 64k buffers", "64k"),
        haproxy(),
        caddy(),
        tidegate(),
    )
}
