// Goal: text that looks as if it names a child is found, by its kind, and what safeguarding boards write all day is not. Method: two tables
// of sentences, looked at as on 1 September 2016; what is found must be what the row says, and nothing where it says nothing. All is made
// up: the numbers check and belong to nobody.
#include "run/personal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct date TODAY = {2016, 9, 1};

static const struct {
  enum personal_kind kind;
  const char *text;
} warned[] = {
    {PERSONAL_NHS, "9434765919"},
    {PERSONAL_NHS, "943 476 5919"},
    {PERSONAL_NHS, "The child's NHS number is 943-476-5919."},
    {PERSONAL_NHS, "NHS no: 9434 765 919"},
    {PERSONAL_NHS, "NHS9434765919"},
    {PERSONAL_NHS, "(943.476.5919)"},
    {PERSONAL_NHS, "Child A, 401 023 2137, seen at home"},
    {PERSONAL_NHS, "943\xC2\xA0"
                   "476\xC2\xA0"
                   "5919 pasted from Word"},
    {PERSONAL_NHS, "943\xE2\x80\x91"
                   "476\xE2\x80\x91"
                   "5919 with hard hyphens"},
    {PERSONAL_NHS, "\xEF\xBC\x99\xEF\xBC\x94\xEF\xBC\x93"
                   "4765919 in wide digits"},
    {PERSONAL_NHS, "two of them: 9434765919,4010232137"},
    {PERSONAL_NI, "AB123456C"},
    {PERSONAL_NI, "AB 12 34 56 C"},
    {PERSONAL_NI, "ab123456c"},
    {PERSONAL_NI, "Mother's NI number JG 10 37 59 A"},
    {PERSONAL_NI, "JG-10-37-59-A"},
    {PERSONAL_NI, "her National Insurance number is JG103759"},
    {PERSONAL_NI, "NI: JG 103759 D, see file"},
    {PERSONAL_BIRTH, "born 12/03/2009"},
    {PERSONAL_BIRTH, "Child A was born on 12 March 2009"},
    {PERSONAL_BIRTH, "born in Middlesbrough on the 12th of March 2009"},
    {PERSONAL_BIRTH, "DOB 12/03/2009"},
    {PERSONAL_BIRTH, "DOB: 12.3.09"},
    {PERSONAL_BIRTH, "D.O.B. 12-03-2009"},
    {PERSONAL_BIRTH, "DOB:\n12/03/2009"},
    {PERSONAL_BIRTH, "date of birth: 2009-03-12"},
    {PERSONAL_BIRTH, "Date of birth is 12 Mar 2009."},
    {PERSONAL_BIRTH, "dob 12032009"},
    {PERSONAL_BIRTH, "DOB 120309"},
    {PERSONAL_BIRTH, "b. 12/03/2009"},
    {PERSONAL_BIRTH, "March 12, 2009 is her date of birth"},
    {PERSONAL_BIRTH, "12/03/2009 (DOB)"},
    {PERSONAL_BIRTH, "her birthday, 12 March 2009"},
    {PERSONAL_BIRTH, "aged 7 (12/03/2009)"},
    {PERSONAL_BIRTH, "Child B, 12/03/2009, aged 7"},
    {PERSONAL_BIRTH, "a 7 year old, 12 March 2009"},
    {PERSONAL_BIRTH, "Child A (12/03/2009)"},
    {PERSONAL_BIRTH, "the girl, 12 March 2009, was seen"},
    {PERSONAL_BIRTH, "Sibling 2: 4.5.2011"},
    {PERSONAL_BIRTH, "baby (01/06/2015) and mother"},
    {PERSONAL_BIRTH, "12/03/2009"},
    {PERSONAL_BIRTH, "12th March 2009"},
    {PERSONAL_POSTCODE, "TS10 1AB"},
    {PERSONAL_POSTCODE, "ts10 1ab"},
    {PERSONAL_POSTCODE, "Redcar TS101AB."},
    {PERSONAL_POSTCODE, "lives in TS1 4AG"},
    {PERSONAL_POSTCODE, "moved to W1A 1AA"},
    {PERSONAL_POSTCODE, "EC1A 1BB"},
    {PERSONAL_POSTCODE, "M1 1AE, then B33 8TH"},
    {PERSONAL_POSTCODE, "TS10\xC2\xA0"
                        "1AB"},
    {PERSONAL_POSTCODE, "SCR-TS10-1AB"},
    {PERSONAL_ADDRESS, "12 High Street"},
    {PERSONAL_ADDRESS, "the family live at 47 Coatham Road, Redcar"},
    {PERSONAL_ADDRESS, "12a Acacia Avenue"},
    {PERSONAL_ADDRESS, "Flat 3, 118 King's Road"},
    {PERSONAL_ADDRESS, "5 Mill Close, Guisborough"},
    {PERSONAL_ADDRESS, "found at 9 St Hilda's Terrace"},
    {PERSONAL_ADDRESS, "22 church lane."},
    {PERSONAL_ADDRESS, "31 Normanby Court"},
    {PERSONAL_TELEPHONE, "07700 900123"},
    {PERSONAL_TELEPHONE, "ring 07700900123 after six"},
    {PERSONAL_TELEPHONE, "+44 7700 900 123"},
    {PERSONAL_TELEPHONE, "+44 (0)7700 900123"},
    {PERSONAL_TELEPHONE, "0044 7700 900123"},
    {PERSONAL_TELEPHONE, "mother's number is 01632 960123"},
    {PERSONAL_TELEPHONE, "(01632) 960 123"},
    {PERSONAL_TELEPHONE, "020 7946 0018"},
    {PERSONAL_EMAIL, "jo.bloggs@gmail.com"},
    {PERSONAL_EMAIL, "write to Jo (jo_bloggs12@hotmail.co.uk)"},
    {PERSONAL_EMAIL, "j.bloggs@btinternet.com"},
    {PERSONAL_EMAIL, "mum: a+b@Outlook.com"},
};

static const char *const quiet[] = {
    // dates of meetings and deadlines
    "LLIP 6 December 2016",
    "LLIP met on 14/03/2013",
    "Agreed at the Executive Group on 12 March 2009",
    "2016-12-06",
    "06/12/2016",
    "RCSCB Board, 21 June 2016, minute 5.1",
    "The SCR was published on 12 March 2012.",
    "Ofsted inspected on 4 June 2013 and again on 5 July 2015.",
    "in force 31 Oct 2015",
    "LSCB Regulations 2006 (SI 2006/90) reg. 5",
    "Working Together 2015, chapter 4",
    "from 1 April 2016 to 31 March 2017",
    "Due 30/09/2016; extended to 28/10/2016 by the Executive",
    "Review of Child A, published 12 March 2015",
    "Child A's plan was reviewed on 12 March 2013",
    "Strategy meeting about Child A 12/07/2016",
    "Child protection conference, 12 March 2013",
    "Children's Services audit: 12/03/2012",
    "The action was born out of the audit of March 2014",
    "children born after 1 September 2010",
    "babies born between 1 April 2014 and 31 March 2015",
    "Date of birth to be recorded on every form by 31 March 2016",
    "Audit of 12/03/2012 - DOB missing from three files",
    "12 March 2013: date of birth was missing from the referral form",
    "DOB recorded on 12 of 14 files",
    "children aged 0 to 5 from 1 April 2016",
    "Young people aged 16 to 18 at 31 March 2016",
    "aged 14 to 17 on 31 March 2015",
    "Cycle 3 of 2016/17",
    "Q1 2016/17, Q2 2016/17",
    "Minutes of 03.05.2013 and 07.06.2013 are attached",
    "Bank holidays: Mon 29 Aug 2016, Mon 26 Dec 2016",
    "Good Friday 14 April 2017 is not a working day",
    "Panel of 4 May 2014 noted the birth mother's views",
    "Birthday cards were sent in May 2016",
    "first draft 1/2/2012, second draft 3/4/2012",
    "May 2016",
    "March 2009",
    "in 2009",
    "9 September",
    // references, minutes, counts
    "RA-2016-001",
    "SCR-2016-02",
    "BP-1.4.2",
    "RA-2016-001 to RA-2016-014",
    "minute 4.2",
    "Minute refs 4.2, 5.1 and 6.10",
    "indicator 1.4, action 3",
    "Section 11 audit",
    "S11 2nd round",
    "s11 1st return",
    "S11 2016",
    "S11 return 2AB",
    "L3 1st reminder",
    "L1 5wd after due, L2 10wd after due",
    "Level 2, rung L1, 5 WD after due",
    "E1 and E2 are met",
    "A4 3mm margin",
    "V2 3rd draft",
    "Rec 4 1st update",
    "M3 2nd quarter",
    "R1 2nd",
    "P1 1st",
    "KLOE 3a",
    "IMR 3, version 2b",
    "42 of 48 files (87.5%)",
    "90 of 100",
    "87% of 240 cases, up from 61%",
    "1234567890",
    "0000000000",
    "1111111111",
    "9434765918",
    "ISBN 978 1 4028 9462 6",
    "Company 01234567",
    "Charity no. 1047822",
    "URN 100123",
    "invoice 4500123456",
    "\xC2\xA3"
    "9434765919",
    "GBP 1,250,000",
    "SHA 9f86d081884c7d659a2feaa0c55ad015",
    "SI 2018/789",
    "FS50566663 (2015)",
    "[2023] EWHC 299 (Admin)",
    "5 working days before due",
    "20 WD, then 60 calendar days",
    "10 working days to 14 October 2016",
    "72 hours",
    "3-monthly, 6-monthly",
    "KO123456",
    "GB123456A",
    "QQ 12 34 56 C",
    "SC123456",
    "RA2016001 and RA2016002",
    // people and places that are no addresses
    "Child A",
    "Child A and Sibling 1",
    "Child A, Child B and Mother",
    "a boy aged 6",
    "a 15 year old girl",
    "aged 6",
    "The road ahead: 3 steps",
    "12 schools on the high street",
    "24 indicators and 51 actions",
    "2016 Road Safety campaign",
    "By 30 June Close the action",
    "Section 11 Walk through",
    "Priority 1 Multi-Agency Way of working",
    "Indicator 4 Early Help Place",
    "attended 3 Family Court hearings",
    "2 Crown Court trials",
    "14 Care Leavers Drive for change",
    "5 Looked After Children close to placement end",
    "16 Young People, Green rated",
    "3 Close calls were reviewed",
    "Action 12 Park it until LLIP meets",
    "Item 7 Square the two plans",
    "7-minute briefing",
    "Seafield House, Kirkleatham Street",
    "Tees Valley, South Tees and Redcar & Cleveland",
    "one to one, two by two",
    // numbers and mail of public bodies
    "call 101, or 999 if a child is in danger",
    "NSPCC helpline 0808 800 5000",
    "Childline 0800 1111",
    "MACH: 0300 131 2345",
    "Worried about a child? Ring the MACH on 01632 960700",
    "The council's switchboard is 01632 960000",
    "Emergency duty team 01632 960552 out of hours",
    "police on 020 7946 0999",
    "01632 960444 (school office)",
    "Children's Services first contact 01632 960555",
    "safeguarding.board@redcar-cleveland.gov.uk",
    "dpo@nhs.net and p.shah@cleveland.pnn.police.uk",
    "head@school.sch.uk",
    "lscb@example.org.uk",
    "see www.gov.uk/government/publications",
    "https://www.example.gov.uk/a/2016/12/06",
    "09:00-17:00 on 07 04 2016 10:30",
    "at 10:15 and 14:30",
    // what is said of work
    "Re-audit in 9-12 months; sample of 20, seed 8231",
    "Policy 4.1, v2.3, p. 12",
    "Grades: 3 good, 2 requires improvement, 1 inadequate",
    "The policy was issued to every officer",
    "NHS Trust returned 3 of 4",
    "NHS number must be recorded on every referral",
    "Postcode and date of birth are never written here",
    "National Insurance numbers were redacted",
    "Address to be checked at each visit",
    "",
    " ",
    "\xC3\x89"
    "cole, na\xC3\xAFve, \xE2\x80\x9Cquoted\xE2\x80\x9D \xE2\x80\x93 and dashed",
};

static void what_names_a_child_is_found(void **state) {
  (void)state;
  struct personal_found found;
  int wrong = 0;
  for (size_t i = 0; i < sizeof warned / sizeof warned[0]; i++) {
    bool any = personal_look(warned[i].text, PERSONAL_ALL, TODAY, &found);
    if (any && found.kinds & (1u << warned[i].kind)) continue;
    print_error("\"%s\" is not found to be %s (%u)\n", warned[i].text, personal_title(warned[i].kind), found.kinds);
    wrong++;
  }
  assert_true(sizeof warned / sizeof warned[0] >= 60);
  assert_int_equal(wrong, 0);
}

static void what_boards_write_is_not(void **state) {
  (void)state;
  struct personal_found found;
  int wrong = 0;
  for (size_t i = 0; i < sizeof quiet / sizeof quiet[0]; i++) {
    if (!personal_look(quiet[i], PERSONAL_ALL, TODAY, &found)) continue;
    print_error("\"%s\" is taken for %s (%s...)\n", quiet[i], personal_title(found.first), found.hint);
    wrong++;
  }
  assert_true(sizeof quiet / sizeof quiet[0] >= 120);
  assert_int_equal(wrong, 0);
}

static void a_kind_can_be_left_out(void **state) {
  (void)state;
  struct personal_found found;
  unsigned postcode = 1u << PERSONAL_POSTCODE, birth = 1u << PERSONAL_BIRTH;
  assert_true(personal_look("born 12/03/2009, TS10 1AB", PERSONAL_ALL, TODAY, &found));
  assert_int_equal(found.kinds, postcode | birth);
  assert_int_equal(found.first, PERSONAL_BIRTH);
  assert_true(personal_look("born 12/03/2009, TS10 1AB", postcode, TODAY, &found));
  assert_int_equal(found.kinds, postcode);
  assert_false(personal_look("born 12/03/2009, TS10 1AB", 0, TODAY, &found));
}

static void the_hint_is_never_the_whole(void **state) {
  (void)state;
  struct personal_found found;
  for (size_t i = 0; i < sizeof warned / sizeof warned[0]; i++) {
    personal_look(warned[i].text, PERSONAL_ALL, TODAY, &found);
    assert_true(strlen(found.hint) <= 3);
  }
}

// A large text that is made to be awkward is looked at in about the time of as much plain text a piece at a time:
// the work for a place does not grow with what stands before or after it.
static void the_work_grows_with_the_text(void **state) {
  (void)state;
  static const char *const pieces[] = {"dob ", "07", "1 High ", "a.", "12 ", "aged 1 ", "9 ", "(((", "TS1", "@", "\xE2\x80\x8B", "child ("};
  struct personal_found found;
  enum { SIZE = 1 << 18 };
  char *text = malloc(SIZE + 1);
  for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
    size_t size = strlen(pieces[p]), at = 0;
    for (; at + size < SIZE; at += size) memcpy(text + at, pieces[p], size);
    text[at] = '\0';
    assert_false(personal_look(text, PERSONAL_ALL, TODAY, &found));
  }
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_names_a_child_is_found),  cmocka_unit_test(what_boards_write_is_not),
      cmocka_unit_test(a_kind_can_be_left_out),       cmocka_unit_test(the_hint_is_never_the_whole),
      cmocka_unit_test(the_work_grows_with_the_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
