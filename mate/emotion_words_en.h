// English words of the emotion lexicon, as stems by ending. Only emotion_lexicon.cc includes this.
#pragma once

#include "mate/emotion_groups.h"

namespace mate {

inline constexpr Group kEnglishGroups[] = {
    // joy
    {EmotionKind::joy, EmotionKind::sorrow, Ending::en_y, 2, "happ cheer merr"},
    {EmotionKind::joy, EmotionKind::sorrow, Ending::fixed, 2,
     "glad gladly joyful joyous cheerful delightful blissful ecstatic elated overjoyed thrilled "
     "euphoric hopeful optimistic grateful thankful proud proudly excited exciting"},
    {EmotionKind::joy, EmotionKind::angry, Ending::fixed, 2,
     "pleased satisfied satisfying contented"},
    {EmotionKind::joy, EmotionKind::neutral, Ending::fixed, 2,
     "wonderful wonderfully awesome fantastic marvelous marvellous terrific lovely gorgeous "
     "splendid superb excellent congratulations congrats bravo hooray hurray yay amazing brilliant "
     "enthusiastic"},
    {EmotionKind::joy, EmotionKind::neutral, Ending::fixed, 1,
     "great beautiful perfect nice thanks thank welcome relieved charming sweet lucky pleasant "
     "fortunately good"},
    {EmotionKind::joy, EmotionKind::sorrow, Ending::noun, 2,
     "joy pleasure delight happiness bliss smile enthusiasm"},
    {EmotionKind::joy, EmotionKind::neutral, Ending::noun, 1, "hope hug"},
    {EmotionKind::joy, EmotionKind::angry, Ending::en_verb_e, 2, "lov ador"},
    {EmotionKind::joy, EmotionKind::neutral, Ending::en_verb_e, 2, "smil celebrat"},
    {EmotionKind::joy, EmotionKind::angry, Ending::en_verb, 2, "enjoy"},
    {EmotionKind::joy, EmotionKind::neutral, Ending::en_verb, 2, "rejoic delight"},
    // angry
    {EmotionKind::angry, EmotionKind::neutral, Ending::en_y, 2, "angr"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::fixed, 2,
     "anger furious furiously fury mad rage hateful hatred disgusted disgusting unacceptable "
     "intolerable unbearable unfair unfairness unfairly injustice resentful outrageous hostile "
     "livid fuming damn bullshit pissed liar liars shameful disgraceful rude offended hating "
     "scandalous"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::fixed, 1,
     "stupid dumb cruel bitter lied enough crap"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::noun, 2, "idiot moron jerk bastard scandal"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::en_verb, 2,
     "annoy insult detest resent offend disgust"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::en_verb, 1, "yell scream shout blam betray"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::en_verb_e, 2,
     "infuriat irritat outrag enrag despis loath exasperat aggravat"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::en_verb_e, 1, "provok"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::fixed, 3, "hate hates hated"},
    // sorrow
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::fixed, 2,
     "sad sadder saddest sadly sadness sorrow sorrows sorrowful unhappy unfortunately grief tears "
     "cry cries cried crying weep weeps weeping wept sobbing sobbed lonely loneliness depressed "
     "depressing depression miserable misery hopeless hopelessness despair melancholy gloomy "
     "heartbroken heartbreaking condolences bereaved tragedy tragic alas disappointing "
     "disappointment died dying death devastated homesick sorry pity regretted regrettably painful "
     "unhappiness"},
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::fixed, 1,
     "alone lost loss dead broken poor goodbye farewell hurt hurts heavy breakup"},
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::noun, 2, "pain funeral"},
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::en_verb, 2,
     "mourn suffer disappoint regret sadden sob"},
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::en_verb_e, 2, "griev"},
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::en_verb, 1, "abandon ach"},
    // surprised
    {EmotionKind::surprised, EmotionKind::neutral, Ending::fixed, 2,
     "surprise surprised surprises surprising surprisingly unexpected unexpectedly unbelievable "
     "unbelievably incredible incredibly unimaginable speechless wow whoa woah gosh stunned "
     "amazed amazement astonishment shocking startling dumbfounded flabbergasted baffled "
     "bewildered"},
    {EmotionKind::surprised, EmotionKind::neutral, Ending::fixed, 3, "omg"},
    {EmotionKind::surprised, EmotionKind::neutral, Ending::fixed, 1,
     "odd oddly strange strangely weird bizarre sudden suddenly revelation"},
    {EmotionKind::surprised, EmotionKind::neutral, Ending::en_verb, 2,
     "astonish astound shock stagger"},
    {EmotionKind::surprised, EmotionKind::neutral, Ending::en_verb_e, 2, "startl"},
    // fun
    {EmotionKind::fun, EmotionKind::angry, Ending::en_y, 2, "funn"},
    {EmotionKind::fun, EmotionKind::angry, Ending::fixed, 2, "fun amusing"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::fixed, 2,
     "hilarious hilariously hilarity laughter lol lmao rofl haha hahaha hehe playful playfully "
     "witty humor humour humorous comical silly goofy banter comedy comedies entertaining "
     "entertainment amusement"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::fixed, 1,
     "party parties crazy ridiculous mischievous kidding absurd comic karaoke whimsical"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::noun, 2, "joke prank clown giggle chuckle"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::noun, 1, "game parody"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::fixed, 2, "prankster pranksters"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::en_verb, 2, "laugh entertain"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::en_verb, 1, "play"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::en_verb_e, 2,
     "jok giggl chuckl amus teas tickl"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::en_verb_e, 1, "danc"},
};

inline constexpr PhraseText kEnglishPhrases[] = {
    {EmotionKind::joy, 2, "well done"},
    {EmotionKind::joy, 2, "good job"},
    {EmotionKind::joy, 2, "nice work"},
    {EmotionKind::joy, 2, "good news"},
    {EmotionKind::joy, 2, "good mood"},
    {EmotionKind::joy, 2, "can not wait"},
    {EmotionKind::joy, 2, "cannot wait"},
    {EmotionKind::joy, 2, "looking forward"},
    {EmotionKind::joy, 2, "look forward"},
    {EmotionKind::joy, 2, "i like"},
    {EmotionKind::joy, 2, "we like"},
    {EmotionKind::joy, 2, "in love"},
    {EmotionKind::joy, 2, "thank you"},
    {EmotionKind::angry, 2, "fed up"},
    {EmotionKind::angry, 2, "sick of"},
    {EmotionKind::angry, 3, "sick and tired"},
    {EmotionKind::angry, 2, "that enough"},
    {EmotionKind::angry, 3, "enough is enough"},
    {EmotionKind::angry, 3, "how dare"},
    {EmotionKind::angry, 3, "shut up"},
    {EmotionKind::angry, 3, "leave me alone"},
    {EmotionKind::angry, 3, "go to hell"},
    {EmotionKind::angry, 3, "shame on"},
    {EmotionKind::angry, 3, "blood boil"},
    {EmotionKind::sorrow, 2, "miss you"},
    {EmotionKind::sorrow, 2, "miss him"},
    {EmotionKind::sorrow, 2, "miss her"},
    {EmotionKind::sorrow, 2, "miss them"},
    {EmotionKind::sorrow, 3, "heart is broken"},
    {EmotionKind::sorrow, 3, "broken heart"},
    {EmotionKind::sorrow, 3, "breaks my heart"},
    {EmotionKind::sorrow, 3, "broke my heart"},
    {EmotionKind::sorrow, 3, "passed away"},
    {EmotionKind::sorrow, 2, "what a shame"},
    {EmotionKind::surprised, 2, "oh my"},
    {EmotionKind::surprised, 2, "my god"},
    {EmotionKind::surprised, 2, "no way"},
    {EmotionKind::surprised, 3, "not expect"},
    {EmotionKind::surprised, 3, "can not believe"},
    {EmotionKind::surprised, 3, "cannot believe"},
    {EmotionKind::surprised, 3, "could not believe"},
    {EmotionKind::surprised, 2, "never imagined"},
    {EmotionKind::surprised, 2, "never expected"},
    {EmotionKind::surprised, 2, "never thought"},
    {EmotionKind::surprised, 2, "would have thought"},
    {EmotionKind::surprised, 2, "out of nowhere"},
    {EmotionKind::surprised, 2, "what ?"},
    {EmotionKind::surprised, 2, "what !"},
    {EmotionKind::surprised, 2, "really ?"},
    {EmotionKind::surprised, 2, "seriously ?"},
    {EmotionKind::surprised, 2, "are you serious"},
    {EmotionKind::surprised, 2, "are you kidding"},
    {EmotionKind::surprised, 2, "you kidding"},
    {EmotionKind::surprised, 2, "what on earth"},
    {EmotionKind::surprised, 2, "jaw dropped"},
    {EmotionKind::fun, 2, "a blast"},
    // Words that say nothing here.
    {EmotionKind::neutral, 0, "not only"},
    {EmotionKind::neutral, 0, "no doubt"},
    {EmotionKind::neutral, 0, "plain text"},
    {EmotionKind::neutral, 0, "no thanks"},
    {EmotionKind::neutral, 0, "dead end"},
    {EmotionKind::neutral, 0, "good morning"},
    {EmotionKind::neutral, 0, "good evening"},
    {EmotionKind::neutral, 0, "good night"},
};

}  // namespace mate
