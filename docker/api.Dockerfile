# The API, and the commands for whoever runs it: docker compose exec api evsched event list.
# The context is the repository: docker build --file docker/api.Dockerfile .

FROM python:3.13-slim AS build
ENV PIP_CONSTRAINT=/source/constraints.txt \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
WORKDIR /source
# What evsched needs changes seldom, evsched often: the first has a layer of its own, made from a package that is all but empty.
# sqlite-utils asks for pip, for a command of its own that nobody calls here.
COPY LICENSE README.md constraints.txt pyproject.toml setup.cfg ./
COPY evsched/__init__.py evsched/
# hadolint ignore=DL3013  # versions are in constraints.txt, by PIP_CONSTRAINT
RUN python -m venv --without-pip /opt/evsched \
 && pip --python /opt/evsched/bin/python install '.[api,postgres,fast]' \
 && pip --python /opt/evsched/bin/python uninstall --yes evsched pip
COPY evsched evsched
RUN pip wheel --no-deps --wheel-dir /wheel . \
 && pip --python /opt/evsched/bin/python install --no-deps /wheel/*.whl

FROM python:3.13-slim
# The folder is for the volume with the password, which takes over whose it is.
RUN groupadd --gid 10001 evsched \
 && useradd --uid 10001 --gid evsched --no-create-home --home-dir /tmp --shell /usr/sbin/nologin evsched \
 && install --directory --owner evsched --group evsched --mode 0750 /run/evsched
COPY --from=build /opt/evsched /opt/evsched
# NumPy counts here and multiplies no matrices: threads for that would lie idle.
ENV PATH=/opt/evsched/bin:$PATH \
    OPENBLAS_NUM_THREADS=1 \
    PYTHONUNBUFFERED=1 \
    EVSCHED_HOST=0.0.0.0
USER 10001:10001
WORKDIR /tmp
EXPOSE 8080
STOPSIGNAL SIGTERM
# Whether the process lives; /readyz tells whether it is ready, with its database. A bare socket takes 15 ms of CPU, urllib 45.
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-ISc", "import socket; s = socket.create_connection(('127.0.0.1', 8080), 2); s.sendall(b'GET /healthz HTTP/1.0\\r\\n\\r\\n'); raise SystemExit(b' 200 ' not in s.recv(64))"]
CMD ["python", "-m", "evsched.api"]
