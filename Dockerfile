# Hairpin in an image. It is built in one stage and copied into another, which holds only what it
# needs to run and an unprivileged user.
FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
		autoconf automake gcc libc6-dev libcap-ng-dev libcjson-dev libcmocka-dev libseccomp-dev \
		libsmartcols-dev libuv1-dev libyaml-dev libyang2-dev make pkg-config uthash-dev \
	&& rm -rf /var/lib/apt/lists/*
COPY . /src
WORKDIR /build
RUN cd /src && ./bootstrap && cd /build && /src/configure --prefix=/usr \
	&& make -j"$(nproc)" hairpin && make install-binPROGRAMS DESTDIR=/out \
	&& strip /out/usr/bin/hairpin

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
		libcap-ng0 libcjson1 libseccomp2 libsmartcols1 libuv1 libyaml-0-2 libyang2 tini \
	&& rm -rf /var/lib/apt/lists/* \
	&& useradd --system --uid 10179 --no-create-home --shell /usr/sbin/nologin hairpin \
	&& install -d -m 0700 -o hairpin -g hairpin /run/hairpin
COPY --from=build /out/ /
# Ports below 1024 need no privilege when net.ipv4.ip_unprivileged_port_start is 0 in the container.
USER hairpin
ENTRYPOINT ["/usr/bin/tini", "--", "hairpin"]
CMD ["help"]
