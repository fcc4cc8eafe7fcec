#!/bin/bash
# Makes this machine serve evsched as the instance's metadata says. The guest agent runs it as root at every boot; without one,
# sudo google_metadata_script_runner startup does. Every step looks whether it is done already, and what is written is replaced as a
# whole: a run may be cut off anywhere, and the next one brings it to its end.
#
# No secret is ever in a variable or an argument, so that neither bash -x nor the list of processes shows one.
set -euo pipefail
umask 022

# Debian 13 keeps these versions for as long as it lives, and only mends them: what its security updates add follows here.
PACKAGES=(
    docker.io=26.1.5+dfsg1-9
    docker-cli=26.1.5+dfsg1-9
    docker-compose=2.26.1-4
    containerd=1.7.24~ds1-6
    runc=1.1.15+ds1-2
)
# Most are in Google's image already. Without the one of AppArmor, Docker starts no container on a kernel that has AppArmor.
declare -A TOOLS=([curl]=curl [jq]=jq [apparmor_parser]=apparmor [mkfs.ext4]=e2fsprogs)

METADATA=http://metadata.google.internal/computeMetadata/v1/instance
STACK=/etc/evsched
UNIT=/etc/systemd/system/evsched.service
STATE=/var/lib/evsched-start
SCRATCH=/run/evsched-start
PASSWORDS=/run/evsched
DATA=/var/lib/evsched
DISK=/dev/disk/by-id/google-evsched-data
# The group of the API's containers, as the image has it.
GROUP=10001

doing="begin" mend="Run it as root" why=""

step() {
    doing=$1 mend=$2
    echo "evsched: $doing"
}

die() {
    why=$1
    exit 1
}

finish() {
    local status=$?
    rm -rf -- "$SCRATCH"
    [ "$status" = 0 ] || echo "evsched: FAILED to $doing${why:+: $why}. $mend; then: sudo google_metadata_script_runner startup" >&2
}

ask() {
    curl --fail --silent --show-error --retry 12 --retry-delay 5 --retry-connrefused --connect-timeout 5 --max-time 30 "$@"
}

attribute() {
    ask --header "Metadata-Flavor: Google" --output "$2" "$METADATA/attributes/$1" || die "$1 cannot be had from the metadata server"
}

has_packages() {
    local package command
    for package in "${PACKAGES[@]}"; do
        # shellcheck disable=SC2016  # dpkg-query's own variables
        [[ $(dpkg-query --show --showformat='${db:Status-Status} ${Version}' "${package%%=*}" 2>/dev/null) == "installed ${package#*=}"* ]] ||
            return 1
    done
    for command in "${!TOOLS[@]}"; do
        command -v "$command" >/dev/null || return 1
    done
}

install_packages() {
    has_packages && return
    step "install Docker ${PACKAGES[0]#*=} and Compose ${PACKAGES[2]#*=}" "See that Debian's mirrors can be reached, and what apt-get says above"
    # The star stands for the updates.
    local wanted=("${PACKAGES[@]/%/*}") command
    for command in "${!TOOLS[@]}"; do
        command -v "$command" >/dev/null || wanted+=("${TOOLS[$command]}")
    done
    export DEBIAN_FRONTEND=noninteractive
    local apt=(apt-get --quiet=2 --option=Acquire::Retries=5 --option=APT::Update::Error-Mode=any --option=DPkg::Lock::Timeout=600)
    "${apt[@]}" update
    # What was cut off while it was unpacked has to come to its end first; what is missing for that comes with the next command.
    dpkg --configure -a || true
    "${apt[@]}" install --yes --fix-broken --no-install-recommends --allow-downgrades --allow-change-held-packages \
        --option=Dpkg::Options::=--force-confold "${wanted[@]}"
    has_packages || die "other versions are there than those that were asked for"
}

start_docker() {
    # Unattended upgrades would restart it, and all containers with it, at a time of their own.
    apt-mark hold "${PACKAGES[@]%%=*}" >/dev/null
    systemctl start docker.service
}

# NAME=value, nothing else, and only names and values that are expected: the file is never run by a shell.
declare -A settings=()
readonly DIGEST='^[a-z0-9][a-z0-9._:/-]*@sha256:[0-9a-f]{64}$'
readonly RANGE='([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*)/[1-9][0-9]{0,2}'
declare -A RULES=(
    [EVSCHED_SHAPE]='^(vm|managed)$'
    [EVSCHED_API_IMAGE]=$DIGEST
    [EVSCHED_NGINX_IMAGE]=$DIGEST
    [EVSCHED_REPLICAS]='^[1-9][0-9]?$'
    [EVSCHED_BALANCER_RANGES]="^($RANGE(,$RANGE)*)?$"
)
declare -A VM_RULES=([EVSCHED_POSTGRES_IMAGE]=$DIGEST)
declare -A MANAGED_RULES=(
    [EVSCHED_DATABASE_HOST]='^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$'
    [EVSCHED_PASSWORD_SECRET]='^projects/[A-Za-z0-9:._-]+/secrets/[A-Za-z0-9_-]+/versions/[1-9][0-9]*$'
)

read_settings() {
    local line name
    while IFS= read -r line || [ -n "$line" ]; do
        [ -n "$line" ] || continue
        [[ $line =~ ^(EVSCHED_[A-Z_]+)=(.*)$ ]] || die "evsched-settings has a line that is not NAME=value"
        settings[${BASH_REMATCH[1]}]=${BASH_REMATCH[2]}
    done <"$SCRATCH/settings"
    case ${settings[EVSCHED_SHAPE]-} in
    vm) for name in "${!VM_RULES[@]}"; do RULES[$name]=${VM_RULES[$name]}; done ;;
    managed) for name in "${!MANAGED_RULES[@]}"; do RULES[$name]=${MANAGED_RULES[$name]}; done ;;
    *) die "EVSCHED_SHAPE is ${settings[EVSCHED_SHAPE]:-missing}; it can be vm or managed" ;;
    esac
    for name in "${!settings[@]}"; do
        [ -n "${RULES[$name]-}" ] || die "$name is no setting of the shape ${settings[EVSCHED_SHAPE]}"
    done
    for name in "${!RULES[@]}"; do
        [[ ${settings[$name]-} =~ ${RULES[$name]} ]] || die "$name is ${settings[$name]:-missing}, which is not what it can be"
    done
}

# Whom nginx believes about who asks; with no ranges nobody.
balancers() {
    local range
    [ -n "${settings[EVSCHED_BALANCER_RANGES]-}" ] || return 0
    for range in ${settings[EVSCHED_BALANCER_RANGES]//,/ }; do
        echo "set_real_ip_from $range;"
    done
    echo "real_ip_header X-Forwarded-For;"
    # A balancer writes its own address after the client's, and a client may have written others before that.
    echo "real_ip_recursive on;"
}

# What STACK is to become, beside it.
write_stack() {
    local new=$1 name
    rm -rf -- "$new"
    mkdir -p "$new/nginx" "$new/postgres"
    attribute evsched-compose "$new/compose.yaml"
    attribute evsched-compose-shape "$new/compose.override.yaml"
    attribute evsched-nginx "$new/nginx/nginx.conf"
    attribute evsched-nginx-limits "$new/nginx/limits.conf.template"
    attribute evsched-unit "$new/evsched.service"
    [ "${settings[EVSCHED_SHAPE]}" != vm ] || attribute evsched-role "$new/postgres/role.sql"
    balancers >"$new/nginx/balancers.conf"
    {
        for name in "${!settings[@]}"; do
            echo "$name=${settings[$name]}"
        done | sort
        # A container keeps the file that it was made with: with the digest in its settings it is made anew when a file changes.
        echo "EVSCHED_FILES=$(cd "$new/nginx" && cat balancers.conf limits.conf.template nginx.conf | sha256sum | cut -c 1-16)"
    } >"$new/.env"
    (cd "$new" && docker compose config --quiet) || die "Compose does not take the files"
}

# Nothing but an empty disk is ever formatted, and none that cannot be read.
mount_disk() {
    local tries=0 status=0 kind line
    until [ -e "$DISK" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || die "there is no disk $DISK"
        sleep 2
    done
    if ! mountpoint --quiet "$DATA"; then
        dd if="$DISK" of=/dev/null bs=1M count=1 status=none || die "it cannot be read"
        blkid --probe "$DISK" >/dev/null || status=$?
        case $status in
        0) kind=$(blkid --probe --match-tag TYPE --output value "$DISK" || true) ;;
        2)
            echo "evsched: $DISK is empty: it gets a filesystem"
            mkfs.ext4 -q -m 0 -L evsched-data "$DISK" </dev/null
            kind=ext4
            ;;
        *) die "what is on it cannot be told: blkid says $status" ;;
        esac
        [ "$kind" = ext4 ] || die "it holds ${kind:-partitions}, not ext4, and is left alone"
    fi
    # Without the disk the machine still boots, so that one can log in and look. After Docker's start it would be too late for
    # containers that Docker itself starts again.
    line="$DISK $DATA ext4 noatime,nofail,x-systemd.before=docker.service,x-systemd.device-timeout=60s 0 2"
    if ! grep --quiet --line-regexp --fixed-strings "$line" /etc/fstab; then
        awk -v place="$DATA" '$2 != place' /etc/fstab >/etc/fstab.evsched
        echo "$line" >>/etc/fstab.evsched
        mv /etc/fstab.evsched /etc/fstab
        systemctl daemon-reload
    fi
    mkdir -p "$DATA"
    mountpoint --quiet "$DATA" || mount "$DATA"
    mountpoint --quiet "$DATA" || die "it is not mounted at $DATA"
    # To the whole disk, if that has been made larger.
    resize2fs "$DISK" >/dev/null
    # On the disk only: without it the containers find no folder, and cannot fill another one by mistake. An empty one for the
    # database becomes its user's, whose number only the image knows.
    [ -d "$DATA/database" ] || install --directory --mode=0700 "$DATA/database"
    install --directory --owner="$GROUP" --group="$GROUP" --mode=0750 "$DATA/password"
}

images() {
    local name
    for name in EVSCHED_API_IMAGE EVSCHED_NGINX_IMAGE EVSCHED_POSTGRES_IMAGE; do
        [ -z "${settings[$name]-}" ] || echo "${settings[$name]}"
    done
}

# The service account's token is asked for when something needs it, and is gone with this run.
get_token() {
    [ ! -e "$SCRATCH/token" ] || return 0
    ask --header "Metadata-Flavor: Google" "$METADATA/service-accounts/default/token" |
        jq --exit-status --raw-output .access_token >"$SCRATCH/token.new" || die "the metadata server gives no token"
    mv "$SCRATCH/token.new" "$SCRATCH/token"
}

pull() {
    local image=$1 tries=0
    docker image inspect "$image" >/dev/null 2>&1 && return
    # Written down first: so it is found and removed once no release needs it.
    grep --quiet --line-regexp --fixed-strings "$image" "$STATE/images" || echo "$image" >>"$STATE/images"
    if [[ ${image%%/*} == *.pkg.dev ]]; then
        get_token
        docker login --username oauth2accesstoken --password-stdin "https://${image%%/*}" <"$SCRATCH/token" >/dev/null 2>"$SCRATCH/login" ||
            die "$(grep --invert-match WARNING "$SCRATCH/login" || true)"
    fi
    until docker pull --quiet "$image"; do
        tries=$((tries + 1))
        [ "$tries" -lt 5 ] || die "$image does not come"
        sleep $((tries * 5))
    done
}

# In memory only. A version of a secret never changes, but after a boot it is not there.
get_password() {
    local new=$PASSWORDS/.new
    install --directory --owner=root --group="$GROUP" --mode=0750 "$PASSWORDS"
    get_token
    # A header in a file, since the argument would be seen.
    sed 's/^/Authorization: Bearer /' "$SCRATCH/token" >"$SCRATCH/header"
    rm -f "$new"
    (umask 0377 && ask --header "@$SCRATCH/header" "https://secretmanager.googleapis.com/v1/${settings[EVSCHED_PASSWORD_SECRET]}:access" |
        jq --exit-status --raw-output .payload.data | base64 --decode >"$new") || die "${settings[EVSCHED_PASSWORD_SECRET]} cannot be read"
    [ -s "$new" ] || die "${settings[EVSCHED_PASSWORD_SECRET]} is empty"
    chown "root:$GROUP" "$new"
    chmod 0440 "$new"
    if cmp --quiet "$new" "$PASSWORDS/password"; then
        rm -f "$new"
    else
        mv "$new" "$PASSWORDS/password"
    fi
}

# Of the whole folder at once, and of the unit; then what runs follows. What it was started with is written down when it runs.
bring_up() {
    local new=$1 wanted
    wanted=$(cd "$new" && find . -type f -print0 | sort --zero-terminated | xargs --null sha256sum | sha256sum | cut -d ' ' -f 1)
    if ! diff --recursive --brief "$new" "$STACK" >/dev/null 2>&1; then
        if [ -e "$STACK" ]; then
            mv --exchange --no-target-directory "$new" "$STACK"
        else
            mv --no-target-directory "$new" "$STACK"
        fi
    fi
    rm -rf -- "$new"
    if ! cmp --quiet "$STACK/evsched.service" "$UNIT"; then
        cp "$STACK/evsched.service" "$UNIT.new"
        mv "$UNIT.new" "$UNIT"
        systemctl daemon-reload
    fi
    systemctl is-enabled --quiet evsched.service || systemctl enable --quiet evsched.service
    if [ "$(cat "$STATE/running" 2>/dev/null)" != "$wanted" ]; then
        echo "evsched: something has changed: the containers follow"
        systemctl restart evsched.service
    elif ! systemctl is-active --quiet evsched.service; then
        systemctl start evsched.service
    fi
    # A unit whose conditions do not hold is left out without an error.
    systemctl is-active --quiet evsched.service || die "it does not run"
    echo "$wanted" >"$STATE/running.new"
    mv "$STATE/running.new" "$STATE/running"
}

# Of those that a run of this has pulled, and no others. One that a container still has stays, and on the list.
remove_old_images() {
    local image
    declare -A needed=()
    for image in $(images); do
        needed[$image]=yes
    done
    while IFS= read -r image; do
        if [ -n "${needed[$image]-}" ]; then
            echo "$image"
        elif ! docker image rm "$image" >/dev/null 2>&1 && docker image inspect "$image" >/dev/null 2>&1; then
            echo "$image"
        fi
    done <"$STATE/images" >"$STATE/images.new"
    mv "$STATE/images.new" "$STATE/images"
}

main() {
    [ "$(id --user)" = 0 ] || { echo "evsched: FAILED: only root can do this" >&2; exit 1; }
    mkdir -p "$STATE"
    touch "$STATE/images"
    # Someone may run it while the guest agent does.
    exec 9>/run/lock/evsched-start
    flock 9
    trap finish EXIT
    rm -rf -- "$SCRATCH"
    install --directory --mode=0700 "$SCRATCH"
    export DOCKER_CONFIG=$SCRATCH/docker

    install_packages
    step "start Docker" "See journalctl --unit docker"
    start_docker

    step "read what the instance's metadata says" "Correct it in Terraform, and apply that"
    attribute evsched-settings "$SCRATCH/settings"
    read_settings
    write_stack "$STACK.new"

    if [ "${settings[EVSCHED_SHAPE]}" = vm ]; then
        step "mount the data disk" "See lsblk --fs, and which disk is attached as evsched-data"
        mount_disk
    fi

    step "have the images" "See that they are in the registry, and that the service account may read it"
    local image
    for image in $(images); do
        pull "$image"
    done

    if [ "${settings[EVSCHED_SHAPE]}" = managed ]; then
        step "fetch the database's password" "See that the secret has this version, and that the service account may read it"
        get_password
    fi

    step "serve" "See journalctl --unit evsched, and docker compose logs in $STACK"
    bring_up "$STACK.new"

    step "remove images of earlier releases" "See docker image ls"
    remove_old_images
    echo "evsched: done"
}

main "$@"
