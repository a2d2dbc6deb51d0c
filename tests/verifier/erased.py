# Erasure in a store (engine/store/FORMAT.md, "Erasure"): what is withheld is what later erasures of the same chain name, no more and no less; and
# what erased parts read as.
import entry
import outcome


# {case: [(place of the erasure, {commitment: (place of the entry, what stands instead)})]}
def erasures(entries):
    by_case, reads, names = {}, {}, {}
    for e in reversed(entries):  # the newest first: it may say how an earlier one reads
        if e['kind'] != entry.ERASURE:
            continue
        for part in e['payload']:
            value = part['value'] if part.get('name') == 'erased' else reads.get(part.get('commitment'), (0, None))[1]
            listed = places(value)
            names.update((hash_, name) for name, hash_, _ in outcome.named(value))
            for hash_, told in listed.items():
                reads.setdefault(hash_, told)
            if listed:
                by_case.setdefault(e['case'], []).append((e['case_sequence'], listed))
    return by_case, reads, names


def places(value):
    listed = {}
    for one in value if isinstance(value, list) else []:
        for _, hash_, instead in outcome.named([one]):
            listed[hash_] = (one.get('entry'), instead)
    return listed


def check(log):
    by_case, log.reads, log.names = erasures(log.entries)
    for e in log.entries:
        named = {hash_ for place, listed in by_case.get(e['case'], []) if place > e['case_sequence']
                 for hash_, (at, _) in listed.items() if at == e['case_sequence']}
        for part in e['payload']:
            hash_ = entry.commitment(part).hex()
            if 'withheld' in part and hash_ not in named:
                log.say('Of entry %d something was taken out that no erasure names.' % e['sequence'])
            elif 'withheld' not in part and hash_ in named:
                log.say('Of entry %d something is there that was erased.' % e['sequence'])
            elif part.get('withheld', 'erased') != 'erased':
                log.say('Of entry %d something is withheld for another reason than that it was erased.' % e['sequence'])
