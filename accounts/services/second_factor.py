"""The second factor of staff: a code that an app on their telephone shows, or one from paper."""

from __future__ import annotations

import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta

import segno
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.log_actions import log

from accounts.choices import Right
from accounts.models import BackupCode, User
from accounts.permissions import may, may_touch
from accounts.rules import seconds_to_wait
from accounts.services.grants import AccessError

BACKUP_CODES = 10
BACKUP_CODE_LENGTH = 10
# Without letters and digits that look alike on paper.
BACKUP_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
QR_SCALE = 5
RESET_ACTION = "accounts.reset_second_factor"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What somebody needs to set up the app: a QR code as SVG, and the key to type in groups of four."""

    qr_svg: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a code. `wait_s` is how long to wait before the next is looked at."""

    is_right: bool
    wait_s: int = 0


def has_second_factor(user: User) -> bool:
    """Whether somebody has set up the app; one query."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def begin_second_factor(*, user: User) -> SetUp:
    """The key to set up the app with; the same one until it is confirmed."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first() or TOTPDevice.objects.create(
        user=user, name=_("Telefoon"), confirmed=False
    )
    key = b32encode(device.bin_key).decode().lower()
    return SetUp(
        qr_svg=segno.make(device.config_url, error="m").svg_inline(scale=QR_SCALE, border=3, light="#fff", title=_("QR-code voor uw app")),
        key=" ".join(key[at : at + 4] for at in range(0, len(key), 4)),
    )


@transaction.atomic
def confirm_second_factor(*, user: User, code: str, at: datetime) -> Verdict:
    """Take the app into use with a first code that it shows; a telephone of before is not good any more."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    verdict = _try(device, code, at=at)
    if device is not None and verdict.is_right:
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    return verdict


@transaction.atomic
def verify_second_factor(*, user: User, code: str, at: datetime) -> Verdict:
    """Look at a code of the app, or one from paper, which then is used up. Each is good once."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    return _try(device, code, at=at, backup_of=user)


@transaction.atomic
def make_backup_codes(*, user: User) -> tuple[str, ...]:
    """Ten new codes for paper, shown this once; those of before are not good any more."""
    codes = tuple("".join(secrets.choice(BACKUP_ALPHABET) for _place in range(BACKUP_CODE_LENGTH)) for _code in range(BACKUP_CODES))
    BackupCode.objects.filter(user=user).delete()
    BackupCode.objects.bulk_create(BackupCode(user=user, code_hash=_hash(code)) for code in codes)
    half = BACKUP_CODE_LENGTH // 2
    return tuple(f"{code[:half]}-{code[half:]}" for code in codes)


@transaction.atomic
def reset_second_factor(*, user: User, by: User | None) -> None:
    """Somebody lost telephone and paper: they set up the app anew at the next login, and are logged out everywhere.

    `by` None is a command. Noted in the log of the site. Raises AccessError.
    """
    if by is not None and not (may(by, Right.ADMINISTER) and may_touch(by, user)):
        raise AccessError(_("Alleen een andere beheerder kan dit."))
    TOTPDevice.objects.filter(user=user).delete()
    BackupCode.objects.filter(user=user).delete()
    user.end_sessions()
    log(instance=user, action=RESET_ACTION, user=by)


def _try(device: TOTPDevice | None, code: str, *, at: datetime, backup_of: User | None = None) -> Verdict:
    """A wrong code makes the next wait; the count stands with the device, so it survives a lost cache."""
    if device is None:
        return Verdict(is_right=False)
    if wait := _wait_s(device, at=at):
        return Verdict(is_right=False, wait_s=wait)
    typed = "".join(code.split()).replace("-", "").lower()
    if typed.isascii() and typed.isdecimal() and len(typed) == device.digits:
        return Verdict(is_right=bool(device.verify_token(typed)))
    unused = BackupCode.objects.filter(user=backup_of, code_hash=_hash(typed), used_at=None) if backup_of else BackupCode.objects.none()
    if typed and unused.update(used_at=at):
        device.throttle_reset()
        return Verdict(is_right=True)
    device.throttle_increment()
    return Verdict(is_right=False)


def _wait_s(device: TOTPDevice, *, at: datetime) -> int:
    """Whole seconds until the next code is looked at."""
    since = device.throttling_failure_timestamp
    if since is None:
        return 0
    left = since + timedelta(seconds=seconds_to_wait(device.throttling_failure_count)) - at
    return max(0, -int(-left.total_seconds() // 1))


def _hash(code: str) -> str:
    return salted_hmac("accounts.backup_code", code, algorithm="sha256").hexdigest()
