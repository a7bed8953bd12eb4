"""Three questions to one run: how many are wrongly listed, who they are, and what one of them lives through."""

import tempfile

import counterscore as cs

with tempfile.TemporaryDirectory() as folder:
    out = cs.run(
        "judgment-defaulters", people=20_000, months=24, seed=7, folder=folder,
        arms={"none": cs.no_regime, "as written": cs.asis, "clean links": cs.without("linkage_error")},
    )  # fmt: skip
    print(out.arms)
    links = out.compare("as written", "clean links")
    print(links.wrongly_listed())
    listed = out.compare("as written", "none").ever_listed()
    print(listed)
    for group, effect in listed.by("residence").items():
        print(f"  {group}: {effect.estimate:+.2f} ({effect.low:.2f} to {effect.high:.2f})")
    print(out.person(417).splitlines()[0])
