# A second opinion on a bag in a zip, by the words of RFC 8493 and of the BagIt Profiles specification alone: Python's standard library and none of
# our code. `bag.py BAG.zip` prints a line a breach and ends with 1 when there is one; with a folder after it, it also unpacks there.
import hashlib, json, re, sys, zipfile

problems = []
def say(words): problems.append(words)

def lines_of(text): return text.split('\n')[:-1] if text.endswith('\n') else text.split('\n')

# RFC 8493, 2.2.2: labels and values; a line that begins with a blank goes on with the one before.
def tags_of(text):
    pairs = []
    for line in lines_of(text):
        if line[:1] in (' ', '\t') and pairs: pairs[-1][1] += line
        elif ': ' not in line: say('bag-info.txt has a line that is none: ' + line)
        else: pairs.append(list(line.split(': ', 1)))
    return pairs

def check_manifest(files, name, algorithm, wanted):
    listed = {}
    for line in lines_of(files[name].decode('utf-8')):
        match = re.fullmatch(r'([0-9a-f]+)  (\S.*)', line)
        if not match: say(name + ' has a line that is none: ' + line)
        elif match[2] in listed: say(name + ' lists twice: ' + match[2])
        else: listed[match[2]] = match[1]
    for path in sorted(set(listed) ^ set(wanted)): say(path + ' is in ' + name + ' or in the bag, not in both')
    for path in set(listed) & set(wanted):
        if hashlib.new(algorithm, files[path]).hexdigest() != listed[path]: say(path + ' has another digest than in ' + name)

def check_bag(files):
    if files.get('bagit.txt') != b'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n': say('bagit.txt is not its two lines')
    payload = [path for path in files if path.startswith('data/')]
    manifests = [path for path in files if re.fullmatch(r'manifest-\w+\.txt', path)]
    if not manifests: say('there is no payload manifest')
    for name in manifests: check_manifest(files, name, name[9:-4], payload)
    for name in [path for path in files if re.fullmatch(r'tagmanifest-\w+\.txt', path)]:
        check_manifest(files, name, name[12:-4], [path for path in files if path not in payload and not path.startswith('tagmanifest-')])
    info = tags_of(files['bag-info.txt'].decode('utf-8'))
    oxum = [value for label, value in info if label == 'Payload-Oxum']
    if oxum != ['%d.%d' % (sum(len(files[path]) for path in payload), len(payload))]: say('Payload-Oxum is wrong: %s' % oxum)
    return info

def check_tags(profile, info):
    for label, rule in profile['Bag-Info'].items():
        values = [value for name, value in info if name == label]
        if rule.get('required') and not values: say('bag-info.txt has no ' + label)
        if not rule.get('repeatable', True) and len(values) > 1: say('bag-info.txt repeats ' + label)
        if any(rule.get('values') and value not in rule['values'] for value in values): say('bag-info.txt has a value that is not allowed for ' + label)

def check_profile(files, info, profile, media_type):
    if dict(info)['BagIt-Profile-Identifier'] != profile['BagIt-Profile-Info']['BagIt-Profile-Identifier']: say('the bag names another profile')
    for kind, prefix in (('Manifests', 'manifest-'), ('Tag-Manifests', 'tagmanifest-')):
        there = {path[len(prefix):-4] for path in files if path.startswith(prefix)}
        if not set(profile[kind + '-Required']) <= there <= set(profile[kind + '-Allowed']): say(kind + ' are not those of the profile: %s' % there)
    for path in profile['Tag-Files-Required']:
        if path not in files: say('there is no ' + path)
    if not profile['Allow-Fetch.txt'] and 'fetch.txt' in files: say('there is a fetch.txt')
    if profile['Serialization'] == 'required' and media_type not in profile['Accept-Serialization']: say('it is packed as ' + media_type)
    if files['bagit.txt'].split()[1].decode() not in profile['Accept-BagIt-Version']: say('it is of a version that the profile does not accept')
    if not profile['Data-Empty'] and not any(path.startswith('data/') for path in files): say('it has no payload')
    check_tags(profile, info)

bag = zipfile.ZipFile(sys.argv[1])
tops = {name.split('/')[0] for name in bag.namelist()}
if len(tops) != 1: say('it has several top folders')
if len(set(bag.namelist())) != len(bag.namelist()): say('a name is there twice')
files = {name.split('/', 1)[1]: bag.read(name) for name in bag.namelist()}
info = check_bag(files)
check_profile(files, info, json.loads(files['bagit-profile.json']), 'application/zip')
if len(sys.argv) > 2: bag.extractall(sys.argv[2])
print('\n'.join(problems))
sys.exit(1 if problems else 0)
