"""The command: what a person types, and what the check comes to as the exit status (see `Verdict`)."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path

from ..errors import BadHeader, BadRecipient, EngineError, NotLogged, Tampered
from ..model.names import ClipId
from ..vault.age import Opener, Recipient
from ..vault.log import disk, parse_verifier_key
from ..vault.log.proof import open_own_checkpoint
from .bundle import Exhibit, write_bundle
from .clip import check_clip, read_proof
from .folder import LOG, Premises, check_folder, newest_checkpoint
from .identity import read_identities
from .opening import open_clip, recover_clip
from .report import Observation, Report, Verdict, Weight, to_json, to_text
from .sharing import one_recipient, share_clip

_EPILOG = "Exit status: 0 sound, 1 something was found, 2 cannot tell. Only --remember overwrites a file."
_MAX_NOTE_SIZE = 64 * 1024
"""What is read of a remembered checkpoint, which has about 200 characters."""
_NO_NOTE = "\n"
"""For an empty file: it was to hold a checkpoint, and that it cannot be compared has to be told."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit status."""
    options = _parser().parse_args(arguments)
    work: Callable[[Namespace], Report] = options.work
    try:
        report = work(options)
    except (Tampered, BadHeader, NotLogged) as error:
        report = _failed(Weight.DAMAGE, error, "")
    except EngineError as error:
        report = _failed(Weight.UNCERTAIN, error, "")
    except OSError as error:
        report = _failed(Weight.UNCERTAIN, error, str(error.filename or ""))
    sys.stdout.write(to_json(report) if options.json else to_text(report))
    return report.verdict


def _failed(weight: Weight, error: EngineError | OSError, subject: str) -> Report:
    """There is nothing else to report."""
    detail = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return Report(observations=[Observation(kind=type(error).__name__, weight=weight, subject=subject, detail=detail)])


# --- what it does -----------------------------------------------------------------------------------------------------


def _folder(options: Namespace) -> Report:
    folder, log, key = options.folder, options.log or options.folder / LOG, options.key
    list(folder.iterdir())  # Raises for a folder that is not there: that is a mistyped name, not a deleted clip.
    noted = options.checkpoint or (options.remember if options.remember and options.remember.exists() else None)
    current = newest_checkpoint(log)
    report = check_folder(
        Premises(
            folder=folder,
            log=log,
            public_key=key,
            last_checkpoint=_read_note(noted) if noted else None,
            openers=_identities(options) if options.identity else (),
        ),
        datetime.now(UTC),
    )
    compared = str(noted) if noted else "nothing: an older copy of the folder would not show"
    report = replace(report, facts={**report.facts, "compared_with": compared})
    if options.remember and current and report.verdict is Verdict.SOUND:
        open_own_checkpoint(current, key)
        disk.replace(options.remember, current.encode())
        report = replace(report, facts={**report.facts, "remembered_in": str(options.remember)})
    return report


def _clip(options: Namespace) -> Report:
    return check_clip(options.file, read_proof(options.proof), options.key, options.meta)


def _bundle(options: Namespace) -> Report:
    exhibit = Exhibit(folder=options.folder, clip=options.clip, public_key=options.key, log=options.log)
    return write_bundle(exhibit, options.out)


def _open(options: Namespace) -> Report:
    return open_clip(options.file, _identities(options), options.out, keep_partial=options.keep_partial)


def _recover(options: Namespace) -> Report:
    return recover_clip(options.file, _identities(options), options.out)


def _share(options: Namespace) -> Report:
    return share_clip(options.file, options.to, _identities(options), options.out)


def _identities(options: Namespace) -> Sequence[Opener]:
    return read_identities(options.identity, lambda: getpass("Passphrase: "))


def _read_note(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_MAX_NOTE_SIZE).decode(errors="replace") or _NO_NOTE


# --- what it takes ----------------------------------------------------------------------------------------------------


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="verify", description="Check, open and share sealed clips.", epilog=_EPILOG)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_checks(commands.add_parser)
    _add_openings(commands.add_parser)
    return parser


def _add_checks(add: Callable[..., ArgumentParser]) -> None:
    command = _command(add, _folder, "folder", "check a folder of clips and its log")
    command.add_argument("folder", type=Path, help=f"holds the folders clips and {LOG}")
    _add_key_and_log(command)
    memory = command.add_mutually_exclusive_group()
    memory.add_argument("--checkpoint", type=Path, metavar="FILE", help="a checkpoint of the log seen earlier")
    memory.add_argument(
        "--remember", type=Path, metavar="FILE", help="likewise; a new one is kept there if all is sound"
    )
    command.add_argument("-i", "--identity", type=_identity_file, metavar="FILE", help="try whether it opens the clips")

    command = _command(add, _clip, "clip", "check one clip with its proof")
    command.add_argument("file", type=Path)
    command.add_argument("proof", type=Path)
    command.add_argument("--meta", type=Path, metavar="FILE", help="the description beside the clip")
    command.add_argument("--key", type=_key, required=True, help=_KEY_HELP)

    command = _command(add, _bundle, "bundle", "put together a clip and all that proves it")
    command.add_argument("folder", type=Path)
    command.add_argument("clip", type=ClipId, metavar="CLIP_ID")
    command.add_argument("out", type=Path, help="a new folder, or a new file if it ends with .zip")
    _add_key_and_log(command)


def _add_openings(add: Callable[..., ArgumentParser]) -> None:
    command = _command(add, _open, "open", "open a clip")
    _add_files(command)
    command.add_argument("--keep-partial", action="store_true", help="keep what stands before the damage")

    _add_files(_command(add, _recover, "recover", "open all that is left of a clip that was interrupted"))

    command = _command(add, _share, "share", "make a copy that one other person can open")
    _add_files(command)
    command.add_argument("--to", type=_recipient, required=True, metavar="RECIPIENT", help="age1... or a file with it")


_KEY_HELP = "the log's public key, NAME+ID+KEY, or a file with it; from a source that you trust"


def _command(
    add: Callable[..., ArgumentParser], work: Callable[[Namespace], Report], name: str, does: str
) -> ArgumentParser:
    command = add(name, help=does, description=f"{does[0].upper()}{does[1:]}.", epilog=_EPILOG)
    command.set_defaults(work=work)
    command.add_argument("--json", action="store_true", help="tell the result as JSON")
    return command


def _add_key_and_log(command: ArgumentParser) -> None:
    command.add_argument("--key", type=_key, required=True, help=_KEY_HELP)
    command.add_argument("--log", type=Path, metavar="FOLDER", help="where the log is if it is not beside the clips")


def _add_files(command: ArgumentParser) -> None:
    command.add_argument("file", type=Path)
    command.add_argument("-i", "--identity", type=_identity_file, required=True, metavar="FILE", help="a private key")
    command.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help="a new file")


def _key(text: str) -> bytes:
    try:
        return parse_verifier_key(_text_or_file(text)).key
    except ValueError as error:
        raise ArgumentTypeError(f"This is not the public key of a log. {error}") from None


def _recipient(text: str) -> Recipient:
    try:
        return one_recipient(_text_or_file(text))
    except BadRecipient as error:
        raise ArgumentTypeError(str(error)) from None


def _identity_file(text: str) -> Path:
    if text.upper().startswith("AGE-SECRET-KEY-"):
        raise ArgumentTypeError("This is the private key itself. Give a file that holds it: others see what you type.")
    return Path(text)


def _text_or_file(text: str) -> str:
    path = Path(text)
    return path.read_bytes().decode(errors="replace") if path.is_file() else text
