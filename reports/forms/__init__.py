"""Questionnaires that people can answer: one instrument in the formats of survey tools."""
