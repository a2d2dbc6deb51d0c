# What the board does besides its quarters in `three-years`: a Serious Case Review with twenty actions, two audits a year, a Section 11 audit of fourteen agencies,
# both requests on transition, a theme. Each function is what happens on some days; `three-years` says when.

# Of each agency that answers: its safeguarding lead, who fills in what it is asked, and its member of the Board, who signs. No two agencies share any of them.
declare -A lead=([police]=t.harker [hospitals]=l.tanaka [mental_health]=i.rowan [childrens_social_care]=j.bell [education]=d.pearson [early_help]=k.mistry
  [adult_social_care]=r.gale [public_health]=l.frost [youth_offending]=m.sol [ccg]=a.novak [probation]=e.rusk [crc]=s.tarn [fire]=c.holt [voluntary]=h.noor
  [business_unit]=h.dixon [cafcass]=u.marsh [housing]=z.coyle)
declare -A officer=([police]=p.shah [hospitals]=s.reid [mental_health]=c.okeke [childrens_social_care]=m.ruddock [education]=a.keir [early_help]=f.boyd
  [adult_social_care]=t.ivory [public_health]=j.penn [youth_offending]=k.dunn [ccg]=g.pike [probation]=o.lamb [crc]=b.wick [fire]=d.mead [voluntary]=v.ross)
declare -A member=([police]=r.steel [hospitals]=g.hallam [mental_health]=w.sayer [childrens_social_care]=s.whitfield [education]=e.lowther [early_help]=w.lang
  [adult_social_care]=o.brand [public_health]=n.farrow [youth_offending]=b.quinn [ccg]=c.fenwick [probation]=f.ellery [crc]=y.doyle [fire]=p.garth [voluntary]=q.ashby)
declare -A owner=([police]=p.shah [hospitals]=s.reid [mental_health]=c.okeke [childrens_social_care]=m.ruddock)
declare -A director=([police]=v.amos [hospitals]=g.hallam [mental_health]=w.sayer [childrens_social_care]=m.okafor [education]=m.okafor [early_help]=m.okafor)

# "AGENCY REFERENCE" of each that a cycle asked.
returns_of() { # CYCLE
  ask case.show "\"as\":\"h.dixon\",\"case\":\"$1\""
  grep -o '"item":"[^"]*","party":{"id":"[^"]*"' <<<"$answer" | sed -E 's/"item":"([^"]*)".*"id":"([^"]*)"/\2 \1/' | awk '!met[$0]++'
}

# ---- a Serious Case Review

why="A child was seriously harmed and there is cause for concern about how the agencies worked together to safeguard the child over time."

review_is_decided() {
  on 2016-06-23
  start scr SCR-2016-01 h.dixon pseudonym="Child A" referring_agency=hospitals aware_date=2016-06-20 notifiable=yes notified_on=2016-06-22 \
    referral_reason="Serious harm while several agencies were at work" immediate_safety="The child is safe in hospital" criteria:='["serious_harm_concern"]'
  act SCR-2016-01 ask h.dixon informants:='["hospitals","police"]' information_due=2016-07-05
  local agency item
  while read -r agency item; do act "$item" submit "${lead[$agency]}" records_secured_on=2016-06-24 information="Known to the service"; done <<<"$(returns_of SCR-2016-01)"
  act SCR-2016-01 recommend h.dixon/r.steel meeting="LLIP 30 June 2016" minute_ref=1 recommended=scr recommended_reason="The criterion is met"
  act SCR-2016-01 decide h.dixon/a.mercer decision=scr decision_reason="$why"
}

review_is_written() {
  on 2016-09-20
  act SCR-2016-01 commission h.dixon/a.mercer panel_chair=o.brand panel:='["n.farrow","d.pearson"]' lead_reviewer=q.ashby independence_declared=yes \
    methodology=systems scope_from=2014-01-01 scope_to=2016-06-20 lines_of_enquiry="How was the family seen?"
  act SCR-2016-01 no_reports o.brand no_reports_why="The chronology says enough"
  act SCR-2016-01 draft q.ashby practitioner_events="12 September 2016" family_offer=declined family_offer_why=Grief child_voice="By drawing"
  for number in 1 2 3 4 5 6 7 8 9 10; do act SCR-2016-01 add_recommendation q.ashby recommendation="Recommendation $number"; done
  paper SCR-2016-01 q.ashby output "Overview report"
  act SCR-2016-01 accept_report o.brand report_version=1.0 accuracy_signed=yes anonymised=yes
  for number in 1 2 3 4 5 6 7 8 9 10; do
    act SCR-2016-01 answer h.dixon/a.mercer meeting="RCSCB September 2016" minute_ref="4.$number" answer_to:="$number" answer=accepted
  done
  act SCR-2016-01 agree_response h.dixon/a.mercer meeting="RCSCB September 2016" minute_ref=4 decision_note=Agreed
}

review_has_twenty_actions() {
  local agencies=(police hospitals mental_health childrens_social_care) agency
  on 2016-09-21
  for number in {1..20}; do
    act SCR-2016-01 open_action h.dixon action="Change practice $number: see, ask and write down" action_agency="${agencies[number % 4]}" \
      action_for:="[$(((number + 1) / 2))]" action_priority=medium
  done
  actions=($(listed review-action))
  for number in {1..20}; do
    agency=${agencies[number % 4]}
    act "${actions[number - 1]}" prepare "${lead[$agency]}" owner="${owner[$agency]}" due=2017-12-15 impact_due=2018-06-29 plan_priority:=1 \
      success_measure="Files show it" baseline="41 of 100 files" target="95 of 100"
    act "${actions[number - 1]}" accept_lead "${lead[$agency]}" acceptance="By letter"
    act "${actions[number - 1]}" agree h.dixon/"$(chair_for "$agency")" meeting="LLIP 20 September 2016" minute_ref="4.$number"
    act "${actions[number - 1]}" begin "${owner[$agency]}"
  done
  act SCR-2016-01 prepare h.dixon/a.mercer publication_decision=full redaction_checked=yes family_informed=yes staff_informed=yes communications=Briefing
  act SCR-2016-01 send_copies h.dixon copies_sent_on=2016-09-21
  comes 2016-10-03
  act SCR-2016-01 publish h.dixon published_on=2016-10-03 published_url=https://board.example/scr
}

chair_for() { if [[ $1 == police ]]; then echo a.novak; else echo r.steel; fi; } # LLIP's chair is of the police

each_action() { # FUNCTION MEETING: for each of the twenty, with its agency, its owner and that meeting
  local action agency
  for action in "${actions[@]}"; do
    ask case.show "\"as\":\"h.dixon\",\"case\":\"$action\""
    agency=$(grep -o '"name":"lead_agency"[^}]*' <<<"$answer" | grep -o '"value":"[^"]*"' | cut -d'"' -f4)
    "$1" "$action" "$agency" "${owner[$agency]}" "$2"
  done
}
is_implemented() { # ACTION AGENCY OWNER MEETING
  paper "$1" "$3" process "Dip sample of files"
  act "$1" submit "$3" statement="The sample shows it"
  act "$1" attest "${lead[$2]}" attestation="I drew the sample"
  act "$1" schedule h.dixon scrutiny_date="${now%%T*}"
  act "$1" accept h.dixon/"$(chair_for "$2")" meeting="$4" minute_ref=5 quorate=yes decision_note=Accepted
}
has_made_a_difference() { # ACTION AGENCY OWNER MEETING
  paper "$1" "$3" impact "Audit of files before $4"
  act "$1" submit_impact "$3" impact_statement="Children are seen and heard"
  act "$1" close h.dixon/"$(chair_for "$2")" meeting="$4" minute_ref=3 impact_rating=demonstrated decision_note="Shown beside the baseline"
}

review_is_closed() {
  on 2018-11-20
  act SCR-2016-01 close h.dixon/a.mercer meeting="RCSCB November 2018" minute_ref=5 closure_report="All twenty done" impact_summary="Children are seen" \
    residual_risk=Turnover
}

# ---- an audit of cases

audit() { # REFERENCE THEME OPENS DUE MODERATED APPROVED GRADE
  local domain number agency item
  on "$3"
  start audit-cycle "$1" h.dixon title="$2" theme="$2" key_lines:='["Voice of the child"]' standards=3 tool_version=4 parties:='["police","hospitals","childrens_social_care"]' \
    lead_auditor=n.farrow voice_method=Interviews ethics="Agreed by the Board" plan_indicator:='["2.3"]'
  act "$1" scope h.dixon/n.farrow
  act "$1" draw h.dixon sampling_frame="Children on a plan" sampling_method=random sampling_seed=7 exclusions=None key_held=yes \
    c_1=CASE-1 c_2=CASE-2 c_3=CASE-3 c_4=CASE-4 c_5=CASE-5 c_6=CASE-6
  act "$1" open h.dixon due="$4"
  on "$4"
  while read -r agency item; do
    local words=()
    for number in 1 2 3 4 5; do
      words+=("c_${number}_involvement=current" "c_${number}_worked=Visits" "c_${number}_worried=Drift" "c_${number}_needed=A plan" "c_${number}_heard=evidenced")
      for domain in identification assessment planning working oversight voice family impact overall; do words+=("c_${number}_$domain=$7"); done
    done
    act "$item" record "${lead[$agency]}" "${words[@]}" c_6_involvement=not_known
    act "$item" submit "${lead[$agency]}" self_grade="$7" independent=yes immediate_concern=no
  done <<<"$(returns_of "$1")"
  on "$5"
  act "$1" begin_moderation h.dixon panel:='["n.farrow","d.pearson"]' panel_agencies:='["public_health","hospitals","education"]' panel_apart=yes
  while read -r agency item; do act "$item" moderate h.dixon/n.farrow moderated_grade="$7"; done <<<"$(returns_of "$1")"
  act "$1" agree_findings h.dixon/n.farrow themes="Children are not seen alone" strengths=Referrals
  act "$1" draft h.dixon report="Report on $2"
  comes "$6"
  act "$1" approve h.dixon/n.farrow meeting="M&E" minute_ref=4
  act "$1" feedback_given n.farrow feedback="In supervision"
  act "$1" issue_briefing h.dixon briefing="Seven minutes: $2"
  act "$1" receive h.dixon/a.mercer meeting=RCSCB minute_ref=5
}
audited_again() { # REFERENCE BY
  act "$1" close h.dixon/n.farrow meeting="M&E" minute_ref=7 re_audit="$2" comparison=better comparison_note="Children are seen alone more often"
}

# ---- a Section 11 audit

section_11_is_answered() {
  local agency item number=0 sheet
  on 2017-03-21
  start section11-cycle S11-2017 h.dixon title="Section 11, 2017" standard_set=A scoring=rag due=2017-05-05 guidance="On the website" plan_indicator:='["1.2","1.6"]' \
    parties:='["police","hospitals","mental_health","childrens_social_care","education","early_help","adult_social_care","public_health","youth_offending","ccg","probation","crc","fire","voluntary"]'
  act S11-2017 launch h.dixon letter_on=2017-03-21
  act S11-2017 open h.dixon
  comes 2017-03-27
  while read -r agency item; do
    if [[ -z ${answers:-} ]]; then
      ask case.form "\"as\":\"h.dixon\",\"case\":\"$item\",\"event\":\"assess\""
      answers=$(grep -o '"c_[0-9]_[0-9]"' <<<"$answer" | sort -u | tr -d '"')
    fi
    local words=() field weak
    number=$((number + 1)) weak=c_3_$((number % 3 + 2))
    for field in $answers; do
      words+=("${field}_evidence=In the annex")
      if [[ $field == "$weak" ]]; then words+=("$field=amber" "${field}_gap=Name deputies" "${field}_by=2017-10-31"); else words+=("$field=green"); fi
    done
    act "$item" name_compiler "${lead[$agency]}" compiler="${officer[$agency]}"
    act "$item" assess "${officer[$agency]}" "${words[@]}"
    act "$item" hand_in "${officer[$agency]}"
    act "$item" sign_off "${member[$agency]}"
  done <<<"$(returns_of S11-2017)"
}
chair_of_audits() { if [[ $1 == public_health ]]; then echo l.tanaka; else echo n.farrow; fi; }
section_11_is_moderated() {
  local agency item one two
  on 2017-05-17
  act S11-2017 scrutinise h.dixon
  while read -r agency item; do
    one=k.mistry two=a.novak
    [[ $agency != early_help ]] || one=t.harker
    [[ $agency != ccg ]] || two=t.harker
    act "$item" assign_reviewers h.dixon reviewer_1="$one" reviewer_2="$two"
    act "$item" review "$one" review_1=Seen
    act "$item" review "$two" review_2=Seen
    act "$item" invite h.dixon panel_on=2017-06-14
    act "$item" moderate h.dixon/"$(chair_of_audits "$agency")" panel_members:='["q.ashby","n.farrow","k.mistry"]' panel_lay=yes
    act "$item" feedback h.dixon feedback="S11/2017/$agency"
    act "$item" agree_plan h.dixon/"$(chair_of_audits "$agency")"
  done <<<"$(returns_of S11-2017)"
  act S11-2017 hold_challenge h.dixon/n.farrow challenge_on:='["2017-06-14"]' scrutiny_note="Mostly sound"
  act S11-2017 end_challenge h.dixon/n.farrow challenge_note="Deputies are missing" themes=Accountability
  act S11-2017 open_to_others h.dixon/n.farrow
  act S11-2017 settle_plans h.dixon/n.farrow
}

section_11_is_updated_and_reported() {
  local agency item
  comes 2018-05-17
  while read -r agency item; do act "$item" update "${officer[$agency]}" update="Deputies are named" changes=None; done <<<"$(returns_of S11-2017)"
  act S11-2017 close_updates h.dixon
  act S11-2017 report h.dixon/a.mercer report="RCSCB/18/31" meeting=RCSCB minute_ref=6
}

# ---- transition

transition_is_asked_and_answered() {
  local agency item kind
  on 2017-05-18
  for kind in general disabled; do
    start transition-assurance "TA-$kind" h.dixon title="Transition, $kind" kind=$kind round=2017 due=2017-06-29 \
      parties:='["police","hospitals","mental_health","childrens_social_care","education","early_help"]'
    act "TA-$kind" request h.dixon
  done
  on 2017-06-20
  while read -r agency item; do
    act "$item" assess "${lead[$agency]}" cohort="Open to us at 14 to 17" in_scope=40 plan_at_17=31 referred_before_17=22 protocol=yes protocol_on=2016-02-01 \
      transition_worker=yes voice="A panel of six was asked" gaps="Late referral" audit_title="Files of 17-year-olds" audit_on=2017-03-01 assurance_level=reasonable
    act "$item" hand_in "${lead[$agency]}"
    act "$item" sign_off "${director[$agency]}"
  done <<<"$(returns_of TA-general)"
  while read -r agency item; do
    act "$item" take_over "${lead[$agency]}"
    act "$item" hand_in "${lead[$agency]}"
    act "$item" sign_off "${director[$agency]}"
  done <<<"$(returns_of TA-disabled)"
}
transition_is_reported() {
  local agency item kind
  on 2017-08-21
  for kind in general disabled; do
    while read -r agency item; do
      act "$item" accept h.dixon/n.farrow meeting="M&E" minute_ref=2
    done <<<"$(returns_of "TA-$kind")"
    act "TA-$kind" report h.dixon/a.mercer report="Assured by all" sent_to:='["Adults Board"]' meeting=RCSCB minute_ref=7
    act "TA-$kind" close h.dixon
  done
}

# ---- a theme, from spotted to business as usual

theme_is_spotted() {
  on 2017-08-22
  start theme TH-1 h.dixon theme="Harm on line between children" source=report published_on=2017-08-10 summary="A national report"
  act TH-1 take_it_up h.dixon relevance=high owner_group=group:vemt reason="Seen in three audits"
}
theme_is_assessed() {
  on 2017-09-26
  paper TH-1 t.harker process "Impact report: eleven incidents in one school term"
  act TH-1 hand_in_the_impact_report t.harker prevalence="Eleven in a term" controls="Lessons in schools" gaps="No route for schools" childrens_views="They tell each other" \
    risk_score=15 ask_of_board="One route for all schools"
}
theme_goes_before_the_board() {
  on 2017-11-20
  act TH-1 ask_for_assurance h.dixon/a.mercer meeting=RCSCB minute_ref=8
}
theme_is_answered() { # each of the board's agencies answers for itself; two say what is missing
  local agency item missing
  on 2018-01-02
  while read -r agency item; do
    missing="Nothing that we know of"
    [[ $agency != education ]] || missing="Schools do not know whom to tell"
    [[ $agency != police ]] || missing="Officers are not told what schools know"
    act "$item" hand_it_in "${lead[$agency]}" now_done="Staff ask about life on line" who_leads="The safeguarding lead" how_known="A dip sample of ten files" missing="$missing"
  done <<<"$(returns_of TH-1)"
}
theme_has_gaps() {
  on 2018-02-15
  act TH-1 gaps_found h.dixon/t.harker meeting="VEMT 15 February 2018" minute_ref=3 gap:='["Give all schools one route to tell of harm on line","Tell officers what schools know"]'
  gaps=($(listed review-action '"text":"on line"') $(listed review-action '"text":"Tell officers"'))
  local agency number=0
  for agency in education police; do
    act "${gaps[number]}" name_lead h.dixon lead_agency=$agency owner="${officer[$agency]}"
    act "${gaps[number]}" prepare "${lead[$agency]}" due=2018-05-31 impact_due=2018-12-05 plan_priority:=5 success_measure="A dip sample shows it" baseline="2 of 20 files" \
      target="18 of 20" priority=medium recommendations:='["TH-1"]'
    act "${gaps[number]}" accept_lead "${lead[$agency]}" acceptance="By letter"
    number=$((number + 1))
  done
}
theme_gaps_are_agreed() {
  on 2018-03-21
  act "${gaps[0]}" agree h.dixon/r.steel meeting="LLIP 6 March 2018" minute_ref=4.1
  act "${gaps[1]}" agree h.dixon/"$(chair_for police)" meeting="LLIP 6 March 2018" minute_ref=4.2
  act "${gaps[0]}" begin "${officer[education]}"
  act "${gaps[1]}" begin "${officer[police]}"
}
each_gap() { # FUNCTION MEETING: as each_action
  "$1" "${gaps[0]}" education "${officer[education]}" "$2"
  "$1" "${gaps[1]}" police "${officer[police]}" "$2"
}
theme_is_embedded() {
  on 2018-12-04
  each_gap has_made_a_difference "LLIP 4 December 2018"
  paper TH-1 t.harker impact "Dip sample of 40 referrals, November 2018"
  on 2018-12-18
  act TH-1 the_gaps_are_closed h.dixon/m.okafor reason="One route, used by all schools: 36 of 40 referrals in November" meeting="Executive 18 December 2018" minute_ref=6
}
