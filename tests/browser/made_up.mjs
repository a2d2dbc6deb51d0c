// Goal: books as hard as they come, for tests/browser/reading_page.lua. Method: prints the JSON that op/book.h describes.
// `long`: one item of 200 entries and 60 files, with long words, texts from right to left, emoji and markup where text belongs.
// `several`: three items on one page. `many`: 60 items, each on a page of its own.
const word = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'.repeat(3)
const arabic = 'تمت مراجعة الإجراء من قبل المجموعة الفرعية في ١٥ ديسمبر ٢٠١٦'
const hebrew = 'הפעולה נסגרה לאחר ביקורת'
const family = '👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ✅'
const hostile = `</style></title><script>alert(1)</script><img src="http://elsewhere.example/x" onerror='alert(2)'> & "quoted" \u202Etxt.exe`
const lines = 'First line.\nSecond line, after a break.\n\nFourth.'
const texts = [word, arabic, hebrew, family, hostile, lines, 'Seen and spoken to at the next incident.']
const people = ['Priya Shah', 'Anna Novak', 'Helen Dixon', arabic.slice(0, 14), word.slice(0, 60)]
const pick = (list, n) => list[n % list.length]
const hash = (n) => n.toString(16).padStart(8, '0').repeat(8)
const local = (n) => `Tue ${1 + (n % 28)} Dec 2016 10:${String(n % 60).padStart(2, '0')}`

function entry (n) {
  const row = { number: n, sequence: 80 + n, at: '2016-12-06T10:00:00.000Z', local: local(n), kind: 'event taken', what: 'Post progress',
    who: 'p.shah', who_name: pick(people, n), changes: [`Narrative: ${pick(texts, n)}`, 'told Helen Dixon (Business Manager): Action X: posted'], late_ms: 0 }
  if (n === 1) return { ...row, kind: 'started', what: undefined }
  if (n % 17 === 0) return { ...row, kind: 'event refused', what: 'Accept it as implemented', why: pick(texts, n), changes: [] }
  if (n % 13 === 0) return { ...row, kind: 'timer fired', what: 'the due date is near', who: undefined, who_name: undefined, late_ms: 19 * 86400000, became: ['Overdue'] }
  if (n % 11 === 0) {
    return { ...row, what: 'Accept it as implemented', decided_by: 'a.novak', decided_by_name: 'Anna Novak', became: ['Implemented, impact to be shown'],
      decision: { meeting: 'LLIP 6 December 2016', minute_ref: `${n}.1`, given: [{ label: 'Decision', shown: pick(texts, n) }, { label: 'Quorate', shown: 'yes' }] } }
  }
  if (n === 40) return { ...row, in_error: [{ entry: 41, reason: 'The date was mistyped' }], changes: ['Due date: Mon 31 Oct 2016', 'in error: The date was mistyped (see 41)'] }
  if (n === 41) return { ...row, kind: 'recorded in error', what: 'Entry 40 recorded in error', why: 'The date was mistyped', corrects: 40 }
  if (n === 50) return { number: n, at: row.at, local: row.local, kind: 'event taken', changes: [], late_ms: 0, withheld: ['third party', 'erased on 3 March 2018: at the family\'s request'] }
  if (n === 60) return { ...row, kind: 'incident opened', what: 'submit', why: 'a condition threw: attempt to index a nil value' }
  return row
}

function evidence (n) {
  const row = { id: n, name: pick(['policy.pdf', `${word}.docx`, `${arabic}.pdf`, hostile, `${family}.png`], n), title: pick(texts, n), level: pick(['output', 'process', 'impact'], n),
    size: n * 40961, type: 'application/pdf', sha256: hash(n), by: 'p.shah', by_name: pick(people, n), local: local(n), path: `evidence/${String(n).padStart(4, '0')}-${hash(n).slice(0, 8)}.pdf` }
  if (n % 9 === 0) row.withdrawn = 'The wrong file'
  if (n % 10 === 0) return { id: n, name: 'withheld', withheld: 'It names a third party', level: row.level }
  if (n % 2) row.grade = 'sufficient'
  return row
}

const days = (count) => Array.from({ length: count }, (_, i) => ({ date: `2016-12-${String(1 + i).padStart(2, '0')}`, counted: i % 7 < 5,
  why: i % 7 === 5 ? 'saturday' : i % 7 === 6 ? 'sunday' : undefined, note: i === 3 ? 'the day of the meeting' : undefined, stopped: i === 8 ? 'a criminal investigation' : undefined }))

const deadlines = [
  { name: 'late/L1', state: 'deadline.running', state_title: 'In time', rule: '5 working days before due', then: 'the due date is near', to: [{ id: 'p', name: 'Priya Shah', via: 'Action owner' }],
    due: '2016-12-22T23:59:59.999Z', local: '2016-12-22', shown: 'Thu 22 Dec 2016 23:59', provisional: true, entered: '2016-12-01T09:00:00.000Z', field: { name: 'due', value: '2016-12-22' },
    receipt: days(20), calendar: { name: 'england-and-wales', version: '851923ed6f90' }, zone: { name: 'Europe/London', version: 'x' } },
  { name: 'llip', state: 'work', state_title: 'Under scrutiny', rule: '20 working days before the next meeting of llip', then: pick(texts, 1), to: [], missing: 'no meeting of LLIP is known', receipt: days(3),
    zone: { name: 'Europe/London', version: 'x' } },
]

function item (number, entries, files, ref) {
  return {
    number, entries, leaf: hash(77), folder: `items/${ref}`,
    view: { ref, title: pick(texts, number), noun: 'action', workflow_title: 'Review action', workflow_version: 2, state_titles: ['In progress', 'In time'], closed: number === 2,
      holder: [{ id: 'p', name: 'Priya Shah', via: 'Action owner' }], waits: [{ title: 'Action owner', people: [{ name: 'Priya Shah' }], local: 'Fri 29 Jun 2018 23:59' },
        { title: 'LLIP members', people: [], why: 'no meeting is known' }],
      fields: texts.map((text, n) => ({ label: `Field ${n}`, shown: text })).concat([{ label: word, shown: 'A label of one word' }]), due: [] },
    history: Array.from({ length: entries }, (_, i) => entry(i + 1)).filter((row) => row.number % 23),
    evidence: Array.from({ length: files }, (_, i) => evidence(i + 1)),
    deadlines, stops: [{ shown: 'Mon 5 Dec 2016 to Fri 9 Dec 2016', reason: 'A criminal investigation', authority: 'LLIP', review: '2016-12-12' }],
    withheld: [{ what: 'Entry 50', why: 'third party' }, { what: hostile, why: arabic }],
  }
}

const row = (item, page) => ({ ref: item.view.ref, title: item.view.title, noun: 'action', state_titles: item.view.state_titles, entries: item.entries, leaf: item.leaf, page })
const cover = (items, paged) => ({ board: 'Redcar & Cleveland Safeguarding Children Board', recipient: `HM Inspector ${hebrew}`, purpose: lines, marking: 'OFFICIAL-SENSITIVE: "personal" }</style>',
  profile: 'For the family', stood: 'Tue 6 Mar 2018 14:00', zone: 'Europe/London', asked: ['Review actions of SCR-2016-02', 'with all that they opened'], checkpoint: { size: 1461, root: hash(9) },
  withheld: [{ what: 'Two items that the recipient may not see', why: 'another board\'s' }], format: 2, title: 'Review SCR-2016-02', items: items.map((one) => row(one, paged ? `items/${one.view.ref}/index.html` : undefined)) })

const kinds = {
  long: () => { const items = [item(1, 200, 60, 'RA-1')]; return { cover: cover(items), items } },
  several: () => { const items = [1, 2, 3].map((n) => item(n, 30, 4, `RA-${n}`)); return { cover: cover(items), items } },
  many: () => { const items = Array.from({ length: 60 }, (_, n) => item(n + 1, 3, 1, `RA-${n + 1}`)); return { cover: cover(items, true), items: process.argv[3] === 'pages' ? items : [] } },
}
process.stdout.write(JSON.stringify(kinds[process.argv[2]]()))
