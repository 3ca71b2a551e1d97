# The program as an image: nodes of a cluster (docker-compose.yml), and every other command but those that draw pictures.
#
#   docker build -t mtrl .                        for CPUs
#   docker build -t mtrl:gpu --target gpu .       a learner with CUDA: its machine needs NVIDIA's driver and container toolkit
#   docker run --rm mtrl doctor
#
# The launcher makes in here what it makes on any machine: MuJoCo, the guard around it, and a build that fits the system's libstdc++.

ARG DEBIAN=debian:trixie-slim
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0
ARG ASPNET=mcr.microsoft.com/dotnet/aspnet:10.0
# The series that TorchSharp is built for.
ARG PYTORCH=2.10.0

FROM ${SDK} AS sdk
FROM ${ASPNET} AS aspnet

FROM ${DEBIAN} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates gcc libc6-dev libstdc++6 openssl patchelf python3-pip \
    && rm -rf /var/lib/apt/lists/*
COPY --from=sdk /usr/share/dotnet /usr/share/dotnet
ENV XDG_CACHE_HOME=/var/cache DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
WORKDIR /src
COPY . .
RUN ./mtrl --version \
    && mkdir -p /opt/mtrl/app \
    && cp -aL src/MtrlAkka.Cli/bin/launch/[0-9a-f]*/. /opt/mtrl/app/ \
    && cp /var/cache/mtrl/mujoco-*/libmujoco.so.* /opt/mtrl/libmujoco.so \
    && cp /var/cache/mtrl/libmujocoguard-*.so /opt/mtrl/libmujocoguard.so \
    && echo 'int mkl_serv_intel_cpu_true(void) { return 1; }' | gcc -shared -fPIC -O2 -nostdlib -x c - -o /opt/mtrl/libmklamd.so \
    && cp deploy/mtrl /opt/mtrl/mtrl

# The same without a libtorch for CPUs.
FROM build AS build-gpu
RUN rm -rf src/*/bin src/*/obj /opt/mtrl/app \
    && /usr/share/dotnet/dotnet build src/MtrlAkka.Cli/MtrlAkka.Cli.csproj -c Release -p:MtrlLibtorch=none --nologo -v quiet \
    && mkdir -p /opt/mtrl/app \
    && cp -aL src/MtrlAkka.Cli/bin/Release/net10.0/. /opt/mtrl/app/

FROM ${DEBIAN} AS system
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl libstdc++6 openssl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1000 --create-home mtrl \
    && install -d -o mtrl -g mtrl /runs \
    && ln -s /opt/mtrl/mtrl /usr/local/bin/mtrl
COPY --from=aspnet /usr/share/dotnet /usr/share/dotnet
ENV MTRL_MUJOCO=/opt/mtrl/libmujoco.so \
    MTRL_MUJOCO_GUARD=/opt/mtrl/libmujocoguard.so \
    OMP_WAIT_POLICY=PASSIVE \
    MKL_DYNAMIC=FALSE \
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
# Nodes reach each other at --port and --stream-port; --http has health and metrics.
EXPOSE 7001 7002 9464
WORKDIR /
ENTRYPOINT ["mtrl"]
CMD ["--help"]

FROM system AS gpu
ARG PYTORCH
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3-pip \
    && pip install --no-cache-dir --break-system-packages --target /opt/torch "torch==${PYTORCH}" \
    && apt-get purge -y --auto-remove python3-pip \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build-gpu /opt/mtrl /opt/mtrl
ENV MTRL_LIBTORCH=/opt/torch/torch/lib
USER mtrl

FROM system AS runtime
COPY --from=build /opt/mtrl /opt/mtrl
USER mtrl
