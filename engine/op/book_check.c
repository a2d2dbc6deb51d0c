// How to check a bundle. See book_check.h; engine/bundle/FORMAT.md says the same to whoever writes a verifier.
#include "op/book_check.h"

#include "op/book_markup.h"

static const char WAYS[] =
    "<p>You need not believe this page. Each of these three ways works without a network and without asking the board:</p>\n"
    "<ol>\n"
    "<li><b>With Waymark.</b> On any computer that has the program, run <code>waymark bundle verify FILE.zip</code> on the zip. "
    "It says in sentences what is proven and what is not.</li>\n"
    "<li><b>Without it.</b> Unpack the zip. In the folder that holds <code>manifest-sha256.txt</code>, run "
    "<code>sha256sum -c manifest-sha256.txt</code> (on a Mac: <code>shasum -a 256 -c manifest-sha256.txt</code>). Each file must be "
    "reported as OK. On Windows, <code>Get-FileHash FILE</code> in PowerShell shows one file's SHA-256, to compare with its line in "
    "that list.</li>\n"
    "<li><b>With a program of your own.</b> The page ";

static const char WAYS_END[] =
    " of Waymark describes every byte, so that somebody who has never seen Waymark can write a check from nothing. "
    "The bundle is a BagIt bag (RFC 8493), which archives' tools read.</li>\n</ol>\n";

static const char PROVES[] =
    "<li>Every file is as it was when the bundle was made, and none is missing.</li>\n"
    "<li>Every entry of each item's record, from its first to the last that is shown, is there in its order and fits the one before it: "
    "none was changed, added or taken out since the bundle was made (the first and the third way).</li>\n";

static const char PROVES_SIGNED[] =
    "<li>Each entry stood in the board's whole record when the head of that record was signed: whoever lacks the signing key, at the "
    "board or elsewhere, cannot have changed one since (the first and the third way).</li>\n";

static const char PROVES_NOT[] =
    "<li>That what was entered was true: only that it was entered.</li>\n"
    "<li>That nothing happened after the last entry that is shown.</li>\n"
    "<li>What the withheld parts say.</li>\n"
    "<li>The words of this page, of the receipts and of the calendars: they are the maker&rsquo;s, beside a "
    "journal that is proven.</li>\n"
    "<li>By the second way alone, more than that the files fit their list: somebody who can change every file can "
    "also write a new list.</li>\n";

static const char NOT_WHO[] =
    "<li>Who made this bundle: somebody who can change every file in it can also write new lists of hashes. To be "
    "sure, ask the board for the SHA-256 of the zip that it sent, by another way than the zip came.</li>\n";

static const char NOT_KEY[] = "<li>That the signing key is the board's. Ask the board for it by another way than the bundle came, and give "
                              "it to <code>waymark bundle verify</code>.</li>\n";

void check_write(struct buf *out, const json_t *cover) {
  bool is_signed = json_object_get(cover, "checkpoint") != NULL;
  buf_text(out, "<section class=\"check\">\n");
  markup_heading(out, 2, "check", "How to check this record");
  buf_text(out, WAYS);
  buf_format(out, "<b>The bundle, format %lld</b> (<code>engine/bundle/FORMAT.md</code>)", (long long)json_number(cover, "format", 1));
  buf_text(out, WAYS_END);
  markup_heading(out, 3, "proves", "What that proves");
  buf_format(out, "<ul>\n%s%s</ul>\n", PROVES, is_signed ? PROVES_SIGNED : "");
  markup_heading(out, 3, "proves-not", "What it does not prove");
  buf_format(out, "<ul>\n%s%s</ul>\n</section>\n", PROVES_NOT, is_signed ? NOT_KEY : NOT_WHO);
}
