// Goal: what a reader's browser makes of a page that lies in a folder, for tests/browser/reading_page.lua. Method: opens each page that is named as a
// file and prints one JSON object: for each page every address that it asked for, what the browser complained of, its text with scripts switched
// off, by how much it is too wide for a phone, a zoomed screen and a desk, and the accessibility rules that it breaks at the widths named.
// node look.mjs LIBRARIES BROWSER PAGE@WIDTH,WIDTH...; LIBRARIES is the folder with playwright-core and axe-core.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [libraries, executablePath, ...pages] = process.argv.slice(2)
const require = createRequire(resolve(libraries, 'unused.js'))
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })

// As a reader without scripts: what it fetches, says and shows.
async function read (page, width) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 900 } })
  const tab = await context.newPage()
  const seen = { requests: [], complaints: [] }
  tab.on('request', (request) => seen.requests.push(request.url()))
  tab.on('console', (message) => seen.complaints.push(message.text()))
  tab.on('pageerror', (error) => seen.complaints.push(String(error)))
  await tab.goto(pathToFileURL(page).href)
  seen.text = await tab.innerText('main')
  await context.close()
  return seen
}

// The checker is a script, so it looks where the page's own policy is switched off.
async function check (page, widths) {
  const context = await browser.newContext({ bypassCSP: true })
  const tab = await context.newPage()
  await tab.goto(pathToFileURL(page).href)
  await tab.evaluate(axe)
  const wide = {}, broken = []
  let passed = 0
  for (const width of [320, 360, 1280]) {
    await tab.setViewportSize({ width, height: 900 })
    wide[width] = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (!widths.includes(String(width))) continue
    const { violations, passes } = await tab.evaluate((rules) => globalThis.axe.run(document, rules), rules)
    for (const one of violations) broken.push(`${width} px: ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | ')}`)
    passed += passes.length
  }
  await context.close()
  return { wide, broken, passed }
}

const answer = []
for (const named of pages) {
  const [page, widths] = named.split('@')
  answer.push({ page, ...(await read(page, 1280)), ...(await check(page, widths.split(','))) })
}
await browser.close()
process.stdout.write(JSON.stringify(answer))
