// Walking what is declared. See declared.h.
#include "run/declared.h"

#include "run/armed.h"

static struct declared declared_at(const struct casefile *item, int state, int index) {
  struct declared declared = {.state = state, .timer = chart_timer_at(item->chart, state, index)};
  declared.state_id = json_text(chart_state(item->chart, state), "id");
  declared.activation = config_activation(item->config, state);
  declared.rule = chart_timer_rule(item->chart, &declared.timer, item->fields);
  return declared;
}

bool declared_each(const struct casefile *item, bool (*each)(void *user, const struct declared *declared), void *user) {
  for (int state = 0; state < chart_state_count(item->chart); state++)
    for (int i = 0; config_is_active(item->config, state) && i < chart_timer_count(item->chart, state); i++) {
      struct declared declared = declared_at(item, state, i);
      if (!each(user, &declared)) return false;
    }
  return true;
}

const json_t *declared_row(const struct declared *declared, const json_t *timers) {
  return armed_find(timers, declared->state_id, declared->activation, declared->timer.name);
}
