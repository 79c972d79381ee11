// wsload: WebSocket load generator (one thread, epoll). Prints one JSON line.
//   -m echo   closed loop: every connection keeps -P messages of -s bytes in flight
//   -m rate   open loop: -R msgs/s in total, latency counted from the INTENDED send time (no coordinated omission)
//   -m storm  connect, handshake, close frame, again; -c in parallel
//   -m idle   open -c connections and hold them
//   -m return open -c connections, wait for a line on stdin, drop all at once and connect again at once; latency is counted from
//             the drop to each new session; ends when all are back; "per_tick" has how many came back in each 0.1 s
//   -m recv   only receive (wsecho /push or a fan-out gateway); with -T latency is measured from the payload's first
//             8 bytes, a CLOCK_MONOTONIC time (wsecho /push)
// -d seconds measured, -w seconds of warm-up before, -V verify echoed payload bytes, -b binary messages
// -n source addresses from 127.0.0.1 on (0 = as many as needed)
// "MEASURE" and "DONE" go to stderr at the window's edges, so that a runner can sample the proxy's CPU time just there.
// Built with -DTLS -lssl -lcrypto it takes wss:// URLs too; certificates are not checked.
// Built with -DDEFLATE -lz it takes -z OFFER: permessage-deflate is offered in these words and must be agreed on; messages are a
// text as of records, each compressed on its own, and what comes back is counted but not looked into.
// One long file, since all of it works on the same connections and counters.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include "ws.h"
#ifdef TLS
#include <openssl/err.h>
#include <openssl/ssl.h>
static SSL_CTX *tls;
#endif
#ifdef DEFLATE
#include <zlib.h>
#endif
#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

enum { CLOSED, CONNECTING, TLSHS, HSWAIT, OPEN, CLOSING };

typedef struct {
    int fd;
    uint8_t st, want_out, hlen, hdr[14], fin, op;
    uint64_t remain;
    uint64_t *ts;
    uint32_t th, tn; // ring of send times (th = head, tn = count)
    uint32_t tosend;
    size_t txoff, msgoff; // frames to send; offset in the current frame; offset in the echoed message
    uint64_t t0;
    char *in;
    size_t inlen;
    uint32_t id, cap;
#ifdef TLS
    SSL *ssl;
#endif
} conn;

static int ep, C = 64, P = 1, verify, stamps, use_tls, nsrc, binary;
static size_t S = 128;
static double D = 5, W = 1, R = 10000;
static const char *mode = "echo", *host, *path = "/", *offer;
static int port;
static struct sockaddr_in dst;
static conn *cs;
static uint8_t *fbuf, *payload;
static size_t flen, frep, fhl; // prebuilt masked frames, frep of them
static uint64_t msgs, bytes, errors, opened, closedn, reconn, handshakes;
static int measuring, inflight_open, finishing, returning;
static uint64_t dropped; // when
static uint32_t ticks[600];
static char firsterr[128];
#define RB (256 * 1024)
static uint8_t rb_[RB + 64], *const rb = rb_ + 32;

// log-linear histogram of ns: 128 steps per power of two (error < 0.8 %)
static uint64_t hist[64 * 128], hcount, hmax;
static double hsum;

static void rec(uint64_t v) {
    int e = v < 128 ? 0 : 57 - __builtin_clzll(v);
    hist[e * 128 + (v >> e)]++;
    hcount++;
    hsum += v;
    if (v > hmax)
        hmax = v;
}

static double pct(double p) {
    uint64_t want = hcount * p / 100 + 0.5, s = 0;
    if (want < 1)
        want = 1;
    for (int i = 0; i < 64 * 128; i++)
        if ((s += hist[i]) >= want && s) {
            int e = i / 128;
            uint64_t v = (uint64_t)(i % 128) << e;
            v += (1ull << e) >> 1;
            return (v < hmax ? v : hmax) / 1e3;
        }
    return hmax / 1e3;
}

static void fail(conn *c, const char *why);

static void interest(conn *c, int out) {
    if (c->want_out == out)
        return;
    c->want_out = out;
    struct epoll_event e = {EPOLLIN | (out ? EPOLLOUT : 0), {.ptr = c}};
    epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
}

static ssize_t io_read(conn *c, void *b, size_t n) {
#ifdef TLS
    if (c->ssl) {
        ERR_clear_error();
        int r = SSL_read(c->ssl, b, n);
        if (r > 0)
            return r;
        int e = SSL_get_error(c->ssl, r);
        if (e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE) {
            errno = EAGAIN;
            return -1;
        }
        errno = ECONNRESET;
        return e == SSL_ERROR_ZERO_RETURN ? 0 : -1;
    }
#endif
    return read(c->fd, b, n);
}

static ssize_t io_write(conn *c, const void *b, size_t n) {
#ifdef TLS
    if (c->ssl) {
        ERR_clear_error();
        int r = SSL_write(c->ssl, b, n);
        if (r > 0)
            return r;
        int e = SSL_get_error(c->ssl, r);
        errno = e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE ? EAGAIN : ECONNRESET;
        return -1;
    }
#endif
    return write(c->fd, b, n);
}

static void ts_push(conn *c, uint64_t t) {
    if (c->tn == c->cap) {
        uint32_t nc = c->cap ? c->cap * 2 : (P > 2 ? P : 2);
        uint64_t *n = malloc(nc * 8);
        for (uint32_t i = 0; i < c->tn; i++)
            n[i] = c->ts[(c->th + i) % c->cap];
        free(c->ts);
        c->ts = n;
        c->th = 0;
        c->cap = nc;
    }
    c->ts[(c->th + c->tn++) % c->cap] = t;
}

static void pump(conn *c) { // write as many queued frames as fit, several per write
    while (c->tosend) {
        size_t k = c->tosend < frep ? c->tosend : frep, n = k * flen - c->txoff;
        ssize_t w = io_write(c, fbuf + c->txoff, n);
        if (w < 0) {
            if (errno == EAGAIN) {
                interest(c, 1);
                return;
            }
            fail(c, "write");
            return;
        }
        size_t o = c->txoff + w;
        c->tosend -= o / flen;
        c->txoff = o % flen;
        if ((size_t)w < n) {
            interest(c, 1);
            return;
        }
    }
    interest(c, 0);
}

static void conn_close(conn *c) {
    if (c->fd >= 0) {
#ifdef TLS
        if (c->ssl) {
            SSL_free(c->ssl);
            c->ssl = 0;
        }
#endif
        close(c->fd);
        c->fd = -1;
    }
    free(c->in);
    c->in = 0;
    c->inlen = 0;
    c->hlen = 0;
    c->remain = 0;
    c->th = c->tn = c->tosend = c->txoff = c->msgoff = 0;
    if (c->st >= CONNECTING && c->st < OPEN)
        inflight_open--;
    if (c->st >= OPEN)
        closedn++;
    c->st = CLOSED;
}

static void start(conn *c) {
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int one = 1;
    c->want_out = 1;
    inflight_open++;
    c->st = CONNECTING;
    c->t0 = now_ns();
    if (c->fd < 0) {
        fail(c, "socket");
        return;
    }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (nsrc > 1) {
        setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        struct sockaddr_in s = {.sin_family = AF_INET};
        s.sin_addr.s_addr = htonl(0x7f000001 + c->id % nsrc);
        if (bind(c->fd, (void *)&s, sizeof s)) {
            fail(c, "bind");
            return;
        }
    }
    if (connect(c->fd, (void *)&dst, sizeof dst) && errno != EINPROGRESS) {
        fail(c, "connect");
        return;
    }
    struct epoll_event e = {EPOLLIN | EPOLLOUT, {.ptr = c}};
    epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
}

static void fail(conn *c, const char *why) {
    if (!finishing) {
        errors++;
        if (!firsterr[0])
            snprintf(firsterr, sizeof firsterr, "%s (state %d, errno %d)", why, c->st, errno);
    }
    conn_close(c);
    if (finishing)
        return;
    if (!strcmp(mode, "storm")) {
        if (errors < 1000)
            start(c);
    }
}

static void send_hs(conn *c) {
    char b[768];
    int n = snprintf(b, sizeof b,
                     "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: "
                     "Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s%.200s%s\r\n",
                     path, host, port, offer ? "Sec-WebSocket-Extensions: " : "", offer ? offer : "", offer ? "\r\n" : "");
    c->st = HSWAIT;
    interest(c, 0);
    if (io_write(c, b, n) != n)
        fail(c, "handshake write");
}

static void begin(conn *c) { // the connection is open
    inflight_open--;
    opened++;
    c->st = OPEN;
    uint64_t t = now_ns();
    if (returning && measuring) {
        rec(t - dropped);
        handshakes++;
        uint64_t tick = (t - dropped) / 100000000;
        ticks[tick < 600 ? tick : 599]++;
    }
    if (!strcmp(mode, "storm")) {
        if (measuring) {
            rec(t - c->t0);
            handshakes++;
        }
        uint8_t f[8] = {0x88, 0x82, 1, 2, 3, 4, 0x03 ^ 1, 0xe8 ^ 2};
        c->st = CLOSING;
        if (io_write(c, f, 8) != 8)
            fail(c, "close write");
    }
}

static void on_msg(conn *c) {
    if (mode[0] == 'i' || returning || !strcmp(mode, "recv")) {
        if (measuring)
            msgs++;
        return;
    }
    if (!c->tn) {
        fail(c, "unexpected message");
        return;
    }
    if (!offer && c->msgoff != S) {
        fail(c, "length of echo");
        return;
    }
    uint64_t t = now_ns(), t0 = c->ts[c->th];
    c->th = (c->th + 1) % c->cap;
    c->tn--;
    if (measuring) {
        rec(t - t0);
        msgs++;
    }
    if (!strcmp(mode, "echo") && !finishing) {
        c->tosend++;
        ts_push(c, t);
    }
}

static void frames(conn *c, uint8_t *r, uint8_t *end) {
    if (c->hlen) {
        r -= c->hlen;
        memcpy(r, c->hdr, c->hlen);
        c->hlen = 0;
    }
    while (c->st >= OPEN && (r < end)) {
        if (!c->remain) {
            ws_hdr h;
            int hl = ws_parse(r, end - r, &h);
            if (!hl) {
                c->hlen = end - r;
                memcpy(c->hdr, r, c->hlen);
                return;
            }
            if (hl < 0 || h.masked) {
                fail(c, "bad frame");
                return;
            }
            r += hl;
            c->fin = h.fin;
            c->op = h.op;
            c->remain = h.len;
            if (h.op == 1 || h.op == 2)
                c->msgoff = 0;
            if (h.op == 8) {
                if (c->st == CLOSING) {
                    conn_close(c);
                    if (!finishing) {
                        reconn++;
                        start(c);
                    }
                } else
                    fail(c, "closed by peer");
                return;
            }
            if (h.op == 9) {
                uint8_t b[160] = {0};
                if (!c->txoff && h.len < 126 && (uint64_t)(end - r) >= h.len) {
                    uint8_t z[4] = {0};
                    int k = ws_header(b, 0x8a, h.len, 1, z);
                    memcpy(b + k, r, h.len);
                    if (io_write(c, b, k + h.len) < 0) {
                    }
                }
            }
        }
        size_t n = (uint64_t)(end - r) < c->remain ? (size_t)(end - r) : c->remain;
        if (c->op < 8) {
            if (verify && (c->msgoff + n > S || memcmp(r, payload + c->msgoff, n))) {
                fail(c, "payload differs");
                return;
            }
            c->msgoff += n;
            if (measuring)
                bytes += n;
            if (stamps && n >= 8 && measuring && c->msgoff == n) {
                uint64_t t;
                memcpy(&t, r, 8);
                uint64_t now = now_ns();
                if (t < now)
                    rec(now - t);
            }
        }
        r += n;
        c->remain -= n;
        if (!c->remain && c->fin && c->op < 8)
            on_msg(c);
    }
}

static void on_event(conn *c, uint32_t ev) {
    if (c->st == CONNECTING) {
        int e = 0;
        socklen_t l = sizeof e;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &e, &l);
        if (e) {
            errno = e;
            fail(c, "connect");
            return;
        }
#ifdef TLS
        if (use_tls) {
            c->ssl = SSL_new(tls);
            SSL_set_fd(c->ssl, c->fd);
            SSL_set_connect_state(c->ssl);
            c->st = TLSHS;
        } else
#endif
        {
            send_hs(c);
            return;
        }
    }
#ifdef TLS
    if (c->st == TLSHS) {
        ERR_clear_error();
        int r = SSL_do_handshake(c->ssl);
        if (r == 1) {
            send_hs(c);
            return;
        }
        int e = SSL_get_error(c->ssl, r);
        if (e == SSL_ERROR_WANT_READ)
            interest(c, 0);
        else if (e == SSL_ERROR_WANT_WRITE)
            interest(c, 1);
        else
            fail(c, "tls");
        return;
    }
#endif
    if ((ev & EPOLLOUT) && c->st == OPEN) {
        pump(c);
        if (c->st != OPEN)
            return;
    }
    if (!(ev & (EPOLLIN | EPOLLHUP | EPOLLERR)))
        return;
    do {
        ssize_t n = io_read(c, rb, RB);
        if (n < 0 && errno == EAGAIN)
            break;
        if (n <= 0) {
            if (c->st == CLOSING && n == 0) {
                conn_close(c);
                if (!finishing) {
                    reconn++;
                    start(c);
                }
            } else
                fail(c, n ? "read" : "eof");
            return;
        }
        uint8_t *p = rb, *end = rb + n;
        uint64_t gen = reconn;
        if (c->st == HSWAIT) {
            char *d = (char *)rb;
            size_t dl = n;
            if (c->inlen) {
                c->in = realloc(c->in, c->inlen + n);
                memcpy(c->in + c->inlen, rb, n);
                c->inlen += n;
                d = c->in;
                dl = c->inlen;
            }
            char *e = memmem(d, dl, "\r\n\r\n", 4);
            if (!e) {
                if (!c->inlen) {
                    c->in = malloc(n);
                    memcpy(c->in, rb, n);
                    c->inlen = n;
                }
                if (c->inlen > 16384) {
                    fail(c, "long handshake");
                    return;
                }
                continue;
            }
            if (dl < 12 || memcmp(d + 9, "101", 3)) {
                char m[80];
                snprintf(m, sizeof m, "handshake: %.*s", dl < 40 ? (int)dl : 40, d);
                for (char *q = m; *q; q++)
                    if (*q < 32 || *q == '"')
                        *q = ' ';
                fail(c, m);
                return;
            }
            if (!memmem(d, e - d, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", 28)) {
                fail(c, "Sec-WebSocket-Accept");
                return;
            }
            if (offer && !memmem(d, e - d, "permessage-deflate", 18)) {
                fail(c, "no compression agreed on");
                return;
            }
            size_t rest = d + dl - (e + 4);
            begin(c);
            p = end - rest;
            if (c->st < OPEN || !rest) {
                if (c->st < OPEN)
                    return;
                continue;
            }
        }
        frames(c, p, end);
        if (gen != reconn)
            return;
        if (c->st == OPEN && c->tosend && !c->want_out)
            pump(c);
    } while (use_tls && c->st >= HSWAIT && c->fd >= 0);
}

static void poll_once(int64_t ns) {
    static struct epoll_event evs[512];
    if (ns < 0)
        ns = 0;
    struct timespec ts = {ns / 1000000000, ns % 1000000000};
    int n = epoll_pwait2(ep, evs, 512, &ts, 0);
    for (int i = 0; i < n; i++) {
        conn *c = evs[i].data.ptr;
        if (c->fd >= 0)
            on_event(c, evs[i].events);
    }
}

static void fill_text(void) { // compresses as such texts do
    size_t n = 0;
    for (int i = 0; n < S; i++) {
        char record[80];
        int l = snprintf(record, sizeof record, "%s\"id\":%d,\"user\":\"u%d\",\"price\":%d}", i ? ",{" : "", i * 7919, i % 13,
                         i * 31 % 997);
        size_t k = S - n < (size_t)l ? S - n : (size_t)l;
        memcpy(payload + n, record, k);
        n += k;
    }
}

// What is sent of the payload (RFC 7692, 7.2.1).
static uint8_t *compressed(size_t *size) {
#ifdef DEFLATE
    z_stream z = {0};
    deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    size_t room = S + S / 100 + 64;
    uint8_t *out = malloc(room);
    z.next_in = payload;
    z.avail_in = S;
    z.next_out = out;
    z.avail_out = room;
    deflate(&z, Z_SYNC_FLUSH);
    *size = room - z.avail_out - 4;
    deflateEnd(&z);
    return out;
#else
    *size = S;
    return payload;
#endif
}

static void drop_all(void) { // with resets, as when a load balancer in front dies; then all come back
    struct linger now = {1, 0};
    for (int i = 0; i < C; i++)
        if (cs[i].st == OPEN) {
            setsockopt(cs[i].fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
            conn_close(&cs[i]);
        }
    errors = 0;
    dropped = now_ns();
    for (int i = 0; i < C; i++)
        start(&cs[i]);
}

static double cpu_s(void) {
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv) {
    int o;
    while ((o = getopt(argc, argv, "m:c:P:s:d:w:R:n:VTbz:")) > 0)
        switch (o) {
            case 'm':
                mode = optarg;
                break;
            case 'c':
                C = atoi(optarg);
                break;
            case 'P':
                P = atoi(optarg);
                break;
            case 's':
                S = atol(optarg);
                break;
            case 'd':
                D = atof(optarg);
                break;
            case 'w':
                W = atof(optarg);
                break;
            case 'R':
                R = atof(optarg);
                break;
            case 'n':
                nsrc = atoi(optarg);
                break;
            case 'V':
                verify = 1;
                break;
            case 'T':
                stamps = 1;
                break;
            case 'b':
                binary = 1;
                break;
            case 'z':
                offer = optarg;
                break;
            default:
                goto usage;
        }
    if (optind + 1 != argc) {
    usage:
        fprintf(stderr,
                "usage: wsload [-m echo|rate|storm|idle|return|recv] [-c conns] [-P in-flight] [-s bytes] [-d s] [-w warm-up "
                "s] [-R msgs/s] [-n source addrs] [-V verify] [-T stamps] [-b binary] [-z offer] ws://host:port/path\n");
        return 2;
    }
#ifndef DEFLATE
    if (offer) {
        fprintf(stderr, "built without -DDEFLATE\n");
        return 2;
    }
#endif
    if (offer && verify) {
        fprintf(stderr, "-V does not look into what comes back compressed\n");
        return 2;
    }
    char *u = strdup(argv[optind]);
    use_tls = !strncmp(u, "wss://", 6);
    if (!use_tls && strncmp(u, "ws://", 5))
        goto usage;
    char *h = u + (use_tls ? 6 : 5), *sl = strchr(h, '/');
    if (sl) {
        path = strdup(sl);
        *sl = 0;
    }
    char *co = strchr(h, ':');
    port = use_tls ? 443 : 80;
    if (co) {
        port = atoi(co + 1);
        *co = 0;
    }
    host = h;
    dst = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
    if (!inet_pton(AF_INET, !strcmp(host, "localhost") ? "127.0.0.1" : host, &dst.sin_addr)) {
        fprintf(stderr, "host must be an IPv4 address\n");
        return 2;
    }
#ifdef TLS
    tls = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(tls, SSL_VERIFY_NONE, 0);
    // No choice, so that it is the same work for every server.
    SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION);
    SSL_CTX_set_ciphersuites(tls, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set1_groups_list(tls, "X25519");
    SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
#else
    if (use_tls) {
        fprintf(stderr, "built without -DTLS\n");
        return 2;
    }
#endif
    signal(SIGPIPE, SIG_IGN);
    struct rlimit rl;
    getrlimit(RLIMIT_NOFILE, &rl);
    rl.rlim_cur = rl.rlim_max;
    setrlimit(RLIMIT_NOFILE, &rl);
    if ((rlim_t)C + 16 > rl.rlim_cur) {
        fprintf(stderr, "only %ld descriptors\n", (long)rl.rlim_cur);
        return 2;
    }
    if (!nsrc)
        nsrc = !strcmp(mode, "storm") ? 8 : C > 20000 ? C / 20000 + 1 : 1;
    prctl(PR_SET_TIMERSLACK, 1000);
    payload = malloc(S + 1);
    for (size_t i = 0; i < S; i++)
        payload[i] = 'a' + (i * 7 + i / 26) % 26;
    size_t sent = S;
    uint8_t *content = payload;
    if (offer) {
        fill_text();
        content = compressed(&sent);
    }
    uint8_t mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    uint32_t mk;
    memcpy(&mk, mask, 4);
    uint8_t hd[14];
    fhl = ws_header(hd, (binary ? 0x82 : 0x81) | (offer ? 0x40 : 0), sent, 1, mask);
    flen = fhl + sent;
    frep = flen > 65536 ? 1 : 65536 / flen;
    fbuf = malloc(flen * frep);
    for (size_t i = 0; i < frep; i++) {
        memcpy(fbuf + i * flen, hd, fhl);
        ws_mask_copy(fbuf + i * flen + fhl, content, sent, mk, 0);
    }
    ep = epoll_create1(0);
    cs = calloc(C, sizeof *cs);
    for (int i = 0; i < C; i++) {
        cs[i].fd = -1;
        cs[i].id = i;
    }
    returning = !strcmp(mode, "return");
    int storm = !strcmp(mode, "storm"), echo = !strcmp(mode, "echo"), ratem = !strcmp(mode, "rate");

    uint64_t t0 = now_ns();
    int next = 0;
    while (!storm && (int)(opened + errors) < C) { // open all, at most 128 handshakes at a time
        while (next < C && inflight_open < 128)
            start(&cs[next++]);
        poll_once(100000000);
        if (now_ns() - t0 > 120e9) {
            fprintf(stderr, "opening timed out: %d of %d\n", (int)opened, C);
            break;
        }
    }
    double open_s = (now_ns() - t0) / 1e9;
    uint64_t opened0 = opened;
    fprintf(stderr, "OPENED\n");
    if (storm)
        for (int i = 0; i < C; i++)
            start(&cs[i]);
    if (returning) {
        getchar();
        W = 0;
    }
    uint64_t tb = now_ns(), tm = tb + W * 1e9, te = tm + D * 1e9, m0 = 0, m1 = 0;
    double c0 = 0;
    uint64_t k = 0;
    double gap = 1e9 / R;
    int nx = 0;
    if (echo)
        for (int i = 0; i < C; i++)
            if (cs[i].st == OPEN) {
                uint64_t t = now_ns();
                for (int j = 0; j < P; j++)
                    ts_push(&cs[i], t);
                cs[i].tosend = P;
                pump(&cs[i]);
                if (i % 256 == 255)
                    poll_once(0);
            }
    for (;;) {
        uint64_t t = now_ns();
        if (!measuring && t >= tm) {
            fprintf(stderr, "MEASURE\n");
            measuring = 1;
            m0 = t;
            c0 = cpu_s();
            if (returning)
                drop_all();
        }
        if (t >= te || (returning && handshakes + errors >= (uint64_t)C)) {
            m1 = t;
            break;
        }
        uint64_t wake = measuring ? te : tm;
        if (ratem) {
            uint64_t due;
            while ((due = tb + (uint64_t)(k * gap)) <= t) {
                conn *c = &cs[nx];
                nx = nx + 1 == C ? 0 : nx + 1;
                k++;
                if (c->st != OPEN)
                    continue;
                ts_push(c, due);
                c->tosend++;
                if (!c->want_out)
                    pump(c);
                if (!(k & 63))
                    t = now_ns();
            }
            if (due < wake)
                wake = due;
        }
        t = now_ns();
        poll_once(wake > t ? (int64_t)(wake - t) : 0);
    }
    measuring = 0;
    double c1 = cpu_s();
    fprintf(stderr, "DONE\n");
    finishing = 1;
    uint64_t pending = 0;
    for (int i = 0; i < C; i++)
        pending += cs[i].tn;
    usleep(30000);
    double el = (m1 - m0) / 1e9;
    int alive = 0;
    for (int i = 0; i < C; i++)
        alive += cs[i].st == OPEN;
    printf("{\"mode\":\"%s\",\"conns\":%d,\"inflight\":%d,\"size\":%zu,\"secs\":%.3f,\"opened\":%llu,\"alive_at_end\":%"
           "d,\"open_s\":%.3f,\"msgs\":%llu,\"msgs_per_s\":%.1f,\"bytes\":%llu,\"mb_per_s\":%.2f,\"handshakes\":%llu,"
           "\"handshakes_per_s\":%.1f,"
           "\"p50_us\":%.1f,\"p90_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f,\"mean_us\":%.1f,"
           "\"samples\":%llu,\"unanswered\":%llu,\"errors\":%llu,\"first_error\":\"%s\",\"client_cpu_s\":%.3f",
           mode, C, P, S, el, (unsigned long long)opened0, alive, open_s, (unsigned long long)msgs, msgs / el,
           (unsigned long long)bytes, bytes / el / 1e6, (unsigned long long)handshakes, handshakes / el,
           hcount ? pct(50) : 0, hcount ? pct(90) : 0, hcount ? pct(99) : 0, hcount ? pct(99.9) : 0, hmax / 1e3,
           hcount ? hsum / hcount / 1e3 : 0, (unsigned long long)hcount, (unsigned long long)pending,
           (unsigned long long)errors, firsterr, c1 - c0);
    if (returning) {
        printf(",\"per_tick\":[");
        for (int i = 0; i < 600; i++)
            printf("%s%u", i ? "," : "", ticks[i]);
        printf("]");
    }
    printf("}\n");
    fflush(stdout);
    for (int i = 0; i < C; i++)
        if (cs[i].fd >= 0) {
            if (cs[i].st == OPEN && !cs[i].txoff) {
                uint8_t f[8] = {0x88, 0x82, 1, 2, 3, 4, 0x03 ^ 1, 0xe8 ^ 2};
                if (io_write(&cs[i], f, 8) < 0) {
                }
            }
        }
    usleep(20000);
    for (int i = 0; i < C; i++)
        if (cs[i].fd >= 0)
            conn_close(&cs[i]);
    return 0;
}
